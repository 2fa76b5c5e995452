word = input()
print(sum(letter in "aeiou" for letter in word))

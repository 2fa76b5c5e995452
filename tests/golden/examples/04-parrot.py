word, n = input().split()
print("-".join([word] * int(n)))

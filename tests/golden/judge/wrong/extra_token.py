# verdict: WA
print(5, 5)

# verdict: WA
print(6)

# verdict: RTE
print(5)
1 / 0

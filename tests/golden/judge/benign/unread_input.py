# verdict: AC
print(5)

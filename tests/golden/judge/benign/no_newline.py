# verdict: AC
print(5, end='')

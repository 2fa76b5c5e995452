# verdict: WA
print('5\0')

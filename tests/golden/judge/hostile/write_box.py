# verdict: AC
try:
    open('/box/x', 'w').write('1')
except OSError:
    print(5)
else:
    print("ESCAPED")

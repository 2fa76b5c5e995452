# verdict: AC
try:
    open('/run/lock/x', 'w').write('1')
except OSError:
    print(5)
else:
    print("ESCAPED")

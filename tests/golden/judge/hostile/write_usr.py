# verdict: AC
try:
    open('/usr/x', 'w').write('1')
except OSError:
    print(5)
else:
    print("ESCAPED")

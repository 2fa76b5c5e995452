# verdict: AC
try:
    open('/box/server', 'w').write('1')
except OSError:
    print(5)
else:
    print("ESCAPED")

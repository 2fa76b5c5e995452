# verdict: AC
try:
    open('/dev/stdin', 'r+b', buffering=0).write(b'x')
except OSError:
    print(5)
else:
    print("ESCAPED")

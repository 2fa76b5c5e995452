# verdict: AC
try:
    import os
    os.write(0, b'x')
except OSError:
    print(5)
else:
    print("ESCAPED")

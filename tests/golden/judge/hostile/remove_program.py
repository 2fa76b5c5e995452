# verdict: AC
try:
    import os
    os.unlink('/box/main.py')
except OSError:
    print(5)
else:
    print("ESCAPED")

# verdict: AC
try:
    import os
    os.mkdir('/box/d')
except OSError:
    print(5)
else:
    print("ESCAPED")

# verdict: AC
try:
    import os
    (os.listdir if os.path.isdir('/sys/class') else open)('/sys/class')
except OSError:
    print(5)
else:
    print("ESCAPED")

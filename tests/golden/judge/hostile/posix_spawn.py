# verdict: AC
try:
    import os
    os.posix_spawn('/usr/bin/true', ['true'], {})
except OSError:
    print(5)
else:
    print("ESCAPED")

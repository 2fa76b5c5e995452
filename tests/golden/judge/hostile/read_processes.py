# verdict: AC RTE
import os
found = {int(name) for name in os.listdir('/proc') if name.isdecimal()}
print(5 if found == {1, os.getpid()} else f"ESCAPED {found}")

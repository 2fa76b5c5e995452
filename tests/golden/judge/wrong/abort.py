# verdict: RTE
import os
print(5, flush=True)
os.abort()

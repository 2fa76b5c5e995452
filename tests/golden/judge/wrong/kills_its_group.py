# verdict: RTE
import os
print(5, flush=True)
os.killpg(0, 9)

# verdict: RTE
import os
print(5, flush=True)
os.kill(os.getpid(), 9)

# verdict: WA
import os, sys
sys.stderr.write('MemoryError')
print(6)

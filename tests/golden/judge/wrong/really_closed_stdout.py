# verdict: RTE WA
import sys
sys.stdout.close()
print(5)

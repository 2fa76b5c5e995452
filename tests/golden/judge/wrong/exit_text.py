# verdict: RTE
import sys
print(5)
sys.exit('5')

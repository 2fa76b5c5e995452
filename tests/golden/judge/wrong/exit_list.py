# verdict: RTE
import sys
sys.exit([1, 2])

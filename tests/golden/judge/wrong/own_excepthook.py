# verdict: RTE
import sys
sys.excepthook = lambda *_: print(5)
1 / 0

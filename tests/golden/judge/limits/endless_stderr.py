# verdict: OLE
import sys
while True:
    sys.stderr.write('x' * 100000)

# verdict: OLE
import sys
while True:
    sys.stdout.write('x' * 100000)

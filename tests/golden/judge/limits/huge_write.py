# verdict: OLE
import os
os.write(1, b'x' * (100 << 20))

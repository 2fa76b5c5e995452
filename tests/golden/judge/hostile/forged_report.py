# verdict: WA
import os
os.write(1, b'\0' * 56)

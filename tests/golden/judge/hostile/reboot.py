# verdict: SV
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
result = libc.reboot(0x1234567)
print(5 if result == -1 else "ESCAPED")

# verdict: SV
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
result = libc.syscall(56, 0x10000011, None, None, None, None)  # numbers of x86-64
print(5 if result == -1 else "ESCAPED")

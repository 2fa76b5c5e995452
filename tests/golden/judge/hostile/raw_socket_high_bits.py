# verdict: SV
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
result = libc.syscall(41, ctypes.c_uint64(0x100000002), 1, 0)  # numbers of x86-64
print(5 if result == -1 else "ESCAPED")

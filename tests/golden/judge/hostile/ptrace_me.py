# verdict: SV
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
result = libc.ptrace(0, 0, None, None)
print(5 if result == -1 else "ESCAPED")

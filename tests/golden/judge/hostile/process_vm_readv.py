# verdict: SV
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
result = libc.process_vm_readv(1, None, 0, None, 0, 0)
print(5 if result == -1 else "ESCAPED")

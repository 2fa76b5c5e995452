# verdict: SV
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
result = libc.mount(b'none', b'/box', b'tmpfs', 0, None)
print(5 if result == -1 else "ESCAPED")

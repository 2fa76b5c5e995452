# verdict: RTE
import ctypes
print(5, flush=True)
ctypes.string_at(1)

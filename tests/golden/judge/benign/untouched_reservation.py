# verdict: AC
import mmap
m = mmap.mmap(-1, 600 << 20)
print(5)

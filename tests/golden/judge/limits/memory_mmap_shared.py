# verdict: MLE
import mmap
m = mmap.mmap(-1, 800 << 20)
for i in range(0, len(m), 4096):
    m[i] = 1
print(5)

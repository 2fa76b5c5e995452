# verdict: MLE
x = []
try:
    while True:
        x.append(bytearray(b'1') * (10 << 20))
except MemoryError:
    x = None
print(5)

# verdict: MLE
x = bytearray(b'1') * (400 << 20)
print(5)

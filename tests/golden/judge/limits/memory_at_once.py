# verdict: MLE
x = [0] * (1 << 33)
print(5)

# verdict: MLE
x = []
while True:
    x.append(' ' * 1000000)

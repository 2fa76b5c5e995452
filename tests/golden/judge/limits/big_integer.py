# verdict: TLE MLE RTE
x = 3
while True:
    x = x * x

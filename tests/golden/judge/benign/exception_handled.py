# verdict: AC
try:
    1 // 0
except ZeroDivisionError:
    print(sum(map(int, input().split())))

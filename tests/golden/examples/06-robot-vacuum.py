n, capacity = map(int, input().split())
charge = capacity
times = 0
for need in map(int, input().split()):
    if charge < need:
        charge = capacity
        times += 1
    charge -= need
print(times)

n, b = map(int, input().split())
cold = [t for t in input().split() if int(t) < b]
print(" ".join(cold) if cold else "none")

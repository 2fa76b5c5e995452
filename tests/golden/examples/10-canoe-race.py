n, k = map(int, input().split())
times = sorted(map(int, input().split()))
print(*times[:k])

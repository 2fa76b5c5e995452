a, b = sorted(map(int, input().split()))
c, d = sorted(map(int, input().split()))
print("YES" if a <= c and b <= d else "NO")

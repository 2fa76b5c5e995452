n, k = map(int, input().split())
payments = list(map(int, input().split()))
print(sum(paid for paid in payments if paid >= k))

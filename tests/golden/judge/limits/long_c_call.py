# verdict: TLE
print(5 if pow(3, 1 << 26) % 2 else 6)

# verdict: TLE
while True:
    pass

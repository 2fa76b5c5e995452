# verdict: RTE
print(5)
raise SystemExit(1)

# verdict: RTE
print(5)
raise SystemExit(True)

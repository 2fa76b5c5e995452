# verdict: RTE
print(5, flush=True)
raise KeyboardInterrupt

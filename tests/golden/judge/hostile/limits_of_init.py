# verdict: AC
try:
    import resource
    resource.prlimit(1, resource.RLIMIT_CPU, (1, 1))
except OSError:
    print(5)
else:
    print("ESCAPED")

# verdict: RTE
def f():
    f()
f()

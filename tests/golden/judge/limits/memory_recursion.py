# verdict: MLE RTE
import sys
sys.setrecursionlimit(10**9)
def f(n):
    return [n, f(n + 1)]
f(0)

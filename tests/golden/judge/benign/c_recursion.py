# verdict: AC
import functools, sys
sys.setrecursionlimit(10**6)
@functools.lru_cache(None)
def depth(n):
    return 0 if n == 0 else 1 + depth(n - 1)
assert depth(20000) == 20000
print(sum(map(int, input().split())))

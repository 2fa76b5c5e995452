# verdict: AC
import resource, sys
resource.setrlimit(resource.RLIMIT_STACK, (1 << 26, resource.RLIM_INFINITY))
sys.setrecursionlimit(10**6)
print(sum(map(int, input().split())))

# verdict: AC
import sys
input = sys.stdin.buffer.readline
print(sum(map(int, input().split())))

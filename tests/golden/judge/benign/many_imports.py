# verdict: AC
import random, re, decimal, fractions, heapq, bisect, itertools, string, json, datetime, statistics
print(sum(map(int, input().split())))

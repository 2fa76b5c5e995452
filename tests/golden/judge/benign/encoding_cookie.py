# verdict: AC
# -*- coding: latin-1 -*-
x = 'abc'
print(sum(map(int, input().split())))

# verdict: AC
from dataclasses import dataclass
@dataclass
class P:
    a: int
    b: int
p = P(*map(int, input().split()))
print(p.a + p.b)

# verdict: AC
import copy, pickle
class A:
    def __init__(self, v):
        self.v = v
a = pickle.loads(pickle.dumps(A([2, 3])))
print(sum(copy.deepcopy(a).v))

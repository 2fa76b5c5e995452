# verdict: AC
class A:
    def __del__(self):
        print(5)
a = A()

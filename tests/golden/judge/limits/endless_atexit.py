# verdict: TLE
import atexit
def again():
    while True:
        pass
atexit.register(again)
print(5)

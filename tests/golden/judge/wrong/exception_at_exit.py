# verdict: AC
import atexit
atexit.register(lambda: 1 / 0)
print(5)
# Python reports it and exits with 0

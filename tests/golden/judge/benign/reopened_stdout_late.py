# verdict: AC
import sys
print("lost, as its file is closed before it is flushed")
sys.stdout = open(1, "w")
print(5)

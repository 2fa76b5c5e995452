# verdict: TLE
import time
time.sleep(100)

# verdict: AC
import sys, threading
threading.stack_size(512 << 20)
thread = threading.Thread(target=lambda: print(sum(map(int, input().split()))))
thread.start()
thread.join()

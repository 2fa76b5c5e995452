# verdict: AC
import atexit, io, os, sys
buffer = io.BytesIO()
sys.stdout.write = lambda s: buffer.write(s.encode())
atexit.register(lambda: os.write(1, buffer.getvalue()))
a, b = map(int, input().split())
sys.stdout.write(f"{a + b}\n")

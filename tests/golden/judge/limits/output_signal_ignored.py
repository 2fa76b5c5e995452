# verdict: OLE TLE
import os, signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
while True:
    try:
        os.write(1, b'x' * 100000)
    except OSError:
        pass

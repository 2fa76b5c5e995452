# verdict: OLE RTE
import os, signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
os.ftruncate(1, 1 << 40)

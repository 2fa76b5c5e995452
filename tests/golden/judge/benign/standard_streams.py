# verdict: AC
import io, sys
for name, mode, errors in ("stdin", "r", "strict"), ("stdout", "w", "strict"), ("stderr", "w", "backslashreplace"):
    stream = getattr(sys, name)
    assert stream is getattr(sys, f"__{name}__")
    assert (stream.name, stream.mode, stream.encoding, stream.errors) == (f"<{name}>", mode, "utf-8", errors)
    assert isinstance(stream.buffer, io.BufferedReader if mode == "r" else io.BufferedWriter)
assert not sys.stdout.line_buffering
assert sys.stderr.line_buffering
assert sys.stdin.fileno() == 0
assert sys.stdin.seekable()
print(sum(map(int, sys.stdin.readline().split())))

# verdict: AC
import __main__, os, signal, sys, threading, typing
assert __main__.__file__ == __file__ == sys.argv[0]
assert len(sys.argv) == 1
assert __name__ == "__main__"
assert __builtins__.print is print
assert threading.current_thread() is threading.main_thread()
assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
def f(x: int) -> int: ...
assert f.__annotations__ == {"x": int, "return": int}
class A: ...
assert typing.get_type_hints(A) == {}
assert A.__module__ == "__main__"
assert __main__.A is A
exit
print(sum(map(int, input().split())))

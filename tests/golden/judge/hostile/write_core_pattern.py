# verdict: AC
try:
    open('/proc/sys/kernel/core_pattern', 'w').write('1')
except OSError:
    print(5)
else:
    print("ESCAPED")

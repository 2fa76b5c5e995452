# verdict: AC
try:
    open('/proc/sysrq-trigger', 'w').write('1')
except OSError:
    print(5)
else:
    print("ESCAPED")

# verdict: AC
try:
    open('/box/reaper.py', 'w').write('1')
except OSError:
    print(5)
else:
    print("ESCAPED")

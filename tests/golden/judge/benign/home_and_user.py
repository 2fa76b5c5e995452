# verdict: AC
import os.path, tempfile, getpass, pathlib
pathlib.Path.home()
os.path.expanduser('~/x')
print(5)

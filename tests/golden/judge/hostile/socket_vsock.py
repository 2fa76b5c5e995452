# verdict: SV
import socket
socket.socket(40, socket.SOCK_STREAM)
print('ESCAPED')

# verdict: SV
import socket
socket.socket(2, socket.SOCK_STREAM)
print('ESCAPED')

# verdict: SV
import socket
socket.socket(10, socket.SOCK_STREAM)
print('ESCAPED')

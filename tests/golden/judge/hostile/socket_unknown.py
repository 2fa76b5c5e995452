# verdict: SV
import socket
socket.socket(45, socket.SOCK_STREAM)
print('ESCAPED')

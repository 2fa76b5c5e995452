# verdict: SV
import socket
socket.socket(16, socket.SOCK_STREAM)
print('ESCAPED')

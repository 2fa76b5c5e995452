# verdict: SV
import socket
socket.socket(29, socket.SOCK_STREAM)
print('ESCAPED')

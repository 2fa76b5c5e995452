# verdict: SV
import socket
socket.socket(17, socket.SOCK_STREAM)
print('ESCAPED')

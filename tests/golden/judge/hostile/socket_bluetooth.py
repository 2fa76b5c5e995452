# verdict: SV
import socket
socket.socket(31, socket.SOCK_STREAM)
print('ESCAPED')

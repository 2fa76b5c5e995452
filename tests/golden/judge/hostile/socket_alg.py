# verdict: SV
import socket
socket.socket(38, socket.SOCK_STREAM)
print('ESCAPED')

"""The least of an HTTP/2 client: what it sends, as bytes."""
import socket
import ssl
import struct

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"


def frame(kind, flags=0, stream=0, payload=b""):
    return struct.pack(">I", len(payload))[1:] + bytes([kind, flags]) + struct.pack(">I", stream) + payload


def text(value):
    value = value.encode()
    assert len(value) < 127
    return bytes([len(value)]) + value


def request(stream, path, flags=5):
    fields = [(":method", "GET"), (":scheme", "http"), (":authority", "localhost"), (":path", path),
              ("accept", "text/event-stream")]
    return frame(1, flags, stream, b"".join(b"\0" + text(name) + text(value) for name, value in fields))


def connect(port, context=None):
    """A connection that has begun, with the server's settings acknowledged."""
    connection = socket.create_connection(("127.0.0.1", port))
    if context:
        connection = context.wrap_socket(connection, server_hostname="localhost")
        assert connection.selected_alpn_protocol() == "h2"
    connection.sendall(PREFACE + frame(4) + frame(4, 1))
    return connection


def client_context(certificate):
    context = ssl.create_default_context(cafile=certificate)
    context.set_alpn_protocols(["h2"])
    return context


def wait_for_heads(connection, count):
    """Reads until so many answers have begun."""
    received = b""
    while count:
        while len(received) < 9 or len(received) < 9 + int.from_bytes(received[:3], "big"):
            piece = connection.recv(65536)
            if not piece:
                raise RuntimeError("the connection was closed")
            received += piece
        count -= received[3] == 1
        received = received[9 + int.from_bytes(received[:3], "big"):]

"""HTTP/2 in raw frames, answering gRPC calls as no server should, for the tests.

Prints "listening PORT", and lives until its input ends. A word in the request's message says what
goes wrong.
"""

import os
import socket
import struct
import sys
import threading

DATA, HEADERS, RESET, SETTINGS, PING, GOAWAY = 0, 1, 3, 4, 6, 7
END_STREAM, END_HEADERS, ACK = 1, 4, 1

# "Hi" with finishReason STOP, as GenerateContentResponse.
MESSAGE = bytes.fromhex("0a0c0a060a041202486910011800" "2a027231")
FRAMED = struct.pack(">BI", 0, len(MESSAGE)) + MESSAGE
HEAD = {":status": "200", "content-type": "application/grpc"}


def frame(kind, flags, stream, body=b""):
    return struct.pack(">I", len(body))[1:] + struct.pack(">BBI", kind, flags, stream) + body


def block(headers):
    """HPACK: literals without indexing, new names, nothing compressed."""
    return b"".join(
        b"\x00" + bytes([len(name)]) + name.encode() + bytes([len(value)]) + value.encode()
        for name, value in headers.items()
    )


def head(stream, headers=HEAD, end=False):
    return frame(HEADERS, END_HEADERS | (END_STREAM if end else 0), stream, block(headers))


def data(stream, body, end=False):
    return frame(DATA, END_STREAM if end else 0, stream, body)


def trailers(stream, **headers):
    return head(stream, {name.replace("_", "-"): text for name, text in headers.items()}, True)


def answers(n):
    ok = trailers(n, grpc_status="0")
    html = {":status": "200", "content-type": "text/html"}
    return {
        "bytewise": head(n) + b"".join(data(n, bytes([byte])) for byte in FRAMED) + ok,
        "nostatus": head(n) + data(n, FRAMED) + trailers(n, x_note="done"),
        "notrailers": head(n) + data(n, FRAMED, end=True),
        "trailersonly": head(n, HEAD | {"grpc-status": "14", "grpc-message": "over%20there"}, True),
        "emptyok": head(n, HEAD | {"grpc-status": "0"}, True),
        "short": head(n) + data(n, FRAMED[:-3]) + ok,
        "badflag": head(n) + data(n, b"\x07" + FRAMED[1:]) + ok,
        "hugelength": head(n) + data(n, b"\x00\xff\xff\xff\xff") + ok,
        "garbage": head(n) + data(n, b"\x00\x00\x00\x00\x04\xff\xff\xff\xff") + ok,
        "html": head(n, html) + data(n, b"<html>login</html>", end=True),
        "status503": head(n, {":status": "503", "content-type": "text/plain"}, True),
        "deflate": head(n, HEAD | {"grpc-encoding": "deflate"}) + data(n, b"\x01" + FRAMED[1:]) + ok,
        "notgzip": head(n, HEAD | {"grpc-encoding": "gzip"}) + data(n, b"\x01" + FRAMED[1:]) + ok,
        "reset": head(n) + data(n, FRAMED) + frame(RESET, 0, n, struct.pack(">I", 2)),
        "refused": frame(RESET, 0, n, struct.pack(">I", 7)),
        "notnumber": head(n) + data(n, FRAMED) + trailers(n, grpc_status="fine"),
        "hangup": head(n) + data(n, FRAMED),
    }


def serve(connection):
    stream = connection.makefile("rb")
    assert stream.read(24).startswith(b"PRI")
    connection.sendall(frame(SETTINGS, 0, 0))
    while prefix := stream.read(9):
        length = int.from_bytes(prefix[:3], "big")
        kind, flags, number = struct.unpack(">BBI", prefix[3:])
        body = stream.read(length)
        if kind == SETTINGS and not flags & ACK:
            connection.sendall(frame(SETTINGS, ACK, 0))
        if kind == PING and not flags & ACK:
            connection.sendall(frame(PING, ACK, 0, body))
        if kind != DATA or not body:
            continue
        for word, frames in answers(number).items():
            if b"models/" + word.encode() in body:
                connection.sendall(frames)
                if word == "hangup":
                    connection.shutdown(socket.SHUT_RDWR)
                    return


def accept(listener):
    while True:
        connection, _ = listener.accept()
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        threading.Thread(target=serve, args=(connection,), daemon=True).start()


def main():
    listener = socket.create_server(("127.0.0.1", 0))
    threading.Thread(target=accept, args=(listener,), daemon=True).start()
    print("listening", listener.getsockname()[1], ".", flush=True)
    sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    main()

"""TLS with ALPN h2 before a server that speaks plaintext HTTP/2: tls_front.py KEY CERTIFICATE PORT

Prints "listening PORT .", and lives until its input ends. Bytes pass as they are, both ways.
"""

import os
import socket
import ssl
import sys
import threading


def pass_on(source, sink):
    try:
        while data := source.recv(65536):
            sink.sendall(data)
    except OSError:
        pass
    for end in (source, sink):
        try:
            end.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


def serve(plain, context, port):
    try:
        client = context.wrap_socket(plain, server_side=True)
    except OSError:
        return
    print("alpn", client.selected_alpn_protocol(), flush=True)
    server = socket.create_connection(("127.0.0.1", port))
    threading.Thread(target=pass_on, args=(client, server), daemon=True).start()
    pass_on(server, client)


def main():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[2], sys.argv[1])
    context.set_alpn_protocols(["h2"])
    listener = socket.create_server(("127.0.0.1", 0))
    print("listening", listener.getsockname()[1], ".", flush=True)

    def accept():
        while True:
            plain, _ = listener.accept()
            arguments = (plain, context, int(sys.argv[3]))
            threading.Thread(target=serve, args=arguments, daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    main()

"""A webhook on this machine that keeps what it gets."""

from __future__ import annotations

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Listener:
    """A webhook that keeps what it gets and answers with the statuses it is given, the last one again and again."""

    def __init__(self, *statuses: int, location: str = "", drip: float = 0.0) -> None:
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.statuses = list(statuses) or [204]
        listener = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                listener.got.append((dict(self.headers), body))
                status = listener.statuses.pop(0) if len(listener.statuses) > 1 else listener.statuses[0]
                try:
                    for byte in b"HTTP/1.1 200 OK\r\n" if drip else b"":
                        self.wfile.write(bytes([byte]))
                        time.sleep(drip)
                    self.send_response(status)
                    if location:
                        self.send_header("Location", location)
                    self.send_header("Content-Length", "0")
                    self.end_headers()
                except OSError:
                    return

            def log_message(self, *_args) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook?team=1"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def letters(self) -> list[dict]:
        return [json.loads(body) for _, body in self.got]

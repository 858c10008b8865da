"""Two ways in: a transport for tests, and a server on loopback for trying out."""

from __future__ import annotations

import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx

from tests.sessions.zoom.standin.faults import Dropped

SLOW_SECONDS = 40


def transport_to(standin):
    """A transport that asks the stand-in and nobody else."""

    def handle(request):
        target = request.url.raw_path.decode()
        headers = {name.lower(): value for name, value in request.headers.items()}
        try:
            reply = standin.answer(request.method, target, headers, request.read())
        except Dropped as dropped:
            if dropped.slow:
                raise httpx.ReadTimeout("Too late.", request=request) from None
            raise httpx.RemoteProtocolError("Server disconnected.", request=request) from None
        return httpx.Response(reply.status, headers=reply.headers, content=reply.body, request=request)

    return httpx.MockTransport(handle)


def server_for(standin, port=0):
    """A server on 127.0.0.1 that isn't running yet; `server_port` is its port."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self):
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            try:
                reply = standin.answer(self.command, self.path, headers, body)
            except Dropped as dropped:
                if dropped.slow:
                    time.sleep(SLOW_SECONDS)
                self.close_connection = True
                return
            self.send_response(reply.status)
            for name, value in {**reply.headers, "Content-Length": str(len(reply.body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(reply.body)

        do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = answer  # noqa: N815 - the names are Python's

        def log_message(self, *_arguments):
            """Nothing: a test's output is its own."""

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    server.daemon_threads = True
    return server

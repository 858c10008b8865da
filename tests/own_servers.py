"""A server of a test's own, which it may kill and start again."""

from __future__ import annotations

import socket
import subprocess
import time

import redis


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


class OwnRedis:
    """A Redis that keeps nothing on disk."""

    def __init__(self, folder):
        self.folder, self.process, self.port = folder, None, free_port()
        self.address = f"redis://127.0.0.1:{self.port}/0"

    def start(self):
        where = ["--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self.folder)]
        self.process = subprocess.Popen(["redis-server", *where, "--save", ""], stdout=subprocess.DEVNULL)
        with redis.Redis(port=self.port) as client:
            for _ in range(100):
                try:
                    client.ping()
                except redis.ConnectionError:
                    time.sleep(0.05)
                else:
                    return

    def stop(self):
        self.process.kill()
        self.process.wait()

    def messages(self):
        with redis.Redis(port=self.port) as client:
            return client.llen("portal")

"""Real servers on this machine, each for the length of a test or a module."""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any


@contextmanager
def http(folder: Path, *, ranges: bool = True) -> Iterator[tuple[str, list[str]]]:
    """A web server of a folder: its address, and the requests that it got, as they come."""
    asked: list[str] = []
    with _served(partial(_Handler, directory=str(folder), asked=asked, ranges=ranges)) as address:
        yield address, asked


@contextmanager
def branching() -> Iterator[tuple[str, list[str]]]:
    """A web server whose every folder names three more: its address, and what it was asked for."""
    asked: list[str] = []

    class Branching(SimpleHTTPRequestHandler):
        def log_message(self, *given: object) -> None:
            """Nothing on the terminal."""

        def do_GET(self) -> None:
            asked.append(self.path)
            page = b"".join(b'<a href="%d/">x</a>' % place for place in range(3))
            self.send_response(200)
            self.send_header("Content-Length", str(len(page)))
            self.end_headers()
            self.wfile.write(page)

    with _served(Branching) as address:
        yield address, asked


@contextmanager
def trickling(head: bytes, then: bytes) -> Iterator[str]:
    """A web server that answers with `head`, and then with `then` again and again, slowly: its
    address. A folder is answered at once, and names a run."""
    stopped = threading.Event()

    class Trickling(SimpleHTTPRequestHandler):
        def log_message(self, *given: object) -> None:
            """Nothing on the terminal."""

        def do_GET(self) -> None:
            if self.path.endswith("/"):
                page = b'<a href="results.csv">x</a>'
                self.wfile.write(b"HTTP/1.0 200 OK\r\n\r\n" + page)
                return
            with suppress(OSError):
                self.wfile.write(head)
                while not stopped.wait(0.05):
                    self.wfile.write(then)
            self.close_connection = True

        def do_HEAD(self) -> None:
            self.do_GET()

    with _served(Trickling) as address:
        try:
            yield address
        finally:
            stopped.set()


@contextmanager
def _served(handler: Any) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


class _Handler(SimpleHTTPRequestHandler):
    """The standard one, with ranges where asked for, and ETags."""

    def __init__(self, *given: Any, asked: list[str], ranges: bool, **told: Any) -> None:
        self._asked, self._ranges = asked, ranges
        super().__init__(*given, **told)

    def log_message(self, *given: object) -> None:
        """Nothing on the terminal."""

    def end_headers(self) -> None:
        path = Path(self.translate_path(self.path))
        if path.is_file():
            self.send_header("ETag", f'"{path.stat().st_mtime_ns}"')
            if self._ranges:
                self.send_header("Accept-Ranges", "bytes")
        super().end_headers()

    def do_GET(self) -> None:
        span = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        self._asked.append(f"{self.path} {self.headers.get('Range', '')}".strip())
        path = Path(self.translate_path(self.path))
        if not (span and self._ranges and path.is_file()):
            super().do_GET()
            return
        content = path.read_bytes()
        start = int(span[1])
        end = min(int(span[2] or len(content) - 1), len(content) - 1)
        self.send_response(206)
        self.send_header("Content-Range", f"bytes {start}-{end}/{len(content)}")
        self.send_header("Content-Length", str(end + 1 - start))
        self.end_headers()
        self.wfile.write(content[start : end + 1])


@contextmanager
def sftp(keys: Path) -> Iterator[tuple[int, str]]:
    """An SFTP server that lets anyone in: its port, and its host key as known_hosts has it."""
    import asyncssh

    key = asyncssh.generate_private_key("ssh-ed25519")
    key.write_private_key(keys / "host")
    ready, loop = threading.Event(), asyncio.new_event_loop()
    place: dict[str, Any] = {}

    class Open(asyncssh.SSHServer):
        def begin_auth(self, username: str) -> bool:
            return False

    async def serve() -> None:
        place["server"] = await asyncssh.listen(
            "127.0.0.1",
            0,
            server_host_keys=[str(keys / "host")],
            sftp_factory=True,
            server_factory=Open,
        )
        ready.set()

    def run() -> None:
        asyncio.set_event_loop(loop)
        loop.run_until_complete(serve())
        loop.run_forever()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    assert ready.wait(300)
    port = place["server"].get_port()
    public = key.export_public_key().decode().strip()
    try:
        yield port, f"[127.0.0.1]:{port} {public}\n"
    finally:
        asyncio.run_coroutine_threadsafe(_end(place["server"]), loop).result(300)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(300)


async def _end(server: Any) -> None:
    server.close()
    for task in asyncio.all_tasks() - {asyncio.current_task()}:
        task.cancel()
    await asyncio.sleep(0.1)


@contextmanager
def s3() -> Iterator[tuple[str, Any]]:
    """A store of objects with a bucket ``exp``: its address and a client of it."""
    import boto3
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    address = f"http://{host}:{port}"
    client = boto3.client(
        "s3",
        endpoint_url=address,
        region_name="us-east-1",
        aws_access_key_id="k",
        aws_secret_access_key="s",
    )
    client.create_bucket(Bucket="exp")
    try:
        yield address, client
    finally:
        server.stop()

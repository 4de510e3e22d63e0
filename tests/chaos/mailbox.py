"""A mail server that keeps what it is given: just enough SMTP for one honest client."""

import re
import socketserver
import threading
from collections import Counter

_REPLIES = {"EHLO": "250 mailbox", "HELO": "250 mailbox", "QUIT": "221 bye"}
_ID = re.compile(r"^Message-ID: (\S+)", re.MULTILINE | re.IGNORECASE)


class _Session(socketserver.StreamRequestHandler):
    server: "Mailbox"

    def handle(self) -> None:
        self._say("220 mailbox")
        while line := self.rfile.readline().decode():
            word = line[:4].upper()
            if word == "DATA":
                self._take()
            else:
                self._say(_REPLIES.get(word, "250 ok"))
            if word == "QUIT":
                return

    def _take(self) -> None:
        self._say("354 go on")
        lines = []
        while (line := self.rfile.readline().decode()) not in (".\r\n", ""):
            lines.append(line)
        self.server.received[_ID.search("".join(lines))[1]] += 1
        self._say("250 kept")

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


class Mailbox(socketserver.ThreadingTCPServer):
    """Counts how often each Message-ID arrived."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.received: Counter[str] = Counter()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def port(self) -> int:
        return int(self.server_address[1])

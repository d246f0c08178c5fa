"""A mail server on this machine that keeps what it is given."""

import socket

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class MailServer(Controller):
    """Use it in a `with`. `refuses` maps a command to the answer that it gets: {"MAIL": "550 no"}."""

    def __init__(self, refuses: dict[str, str] | None = None, **options):
        self.envelopes: list[Envelope] = []
        self.commands: list[str] = []
        self.refuses = refuses or {}
        super().__init__(self, hostname="127.0.0.1", port=free_port(), **options)

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_trouble):
        self.stop()

    async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802  aiosmtpd's names
        self.commands.append(f"MAIL {address}")
        if "MAIL" in self.refuses:
            return self.refuses["MAIL"]
        envelope.mail_from = address
        return "250 OK"

    async def handle_RSET(self, server, session, envelope):  # noqa: N802
        self.commands.append("RSET")
        return "250 OK"

    async def handle_QUIT(self, server, session, envelope):  # noqa: N802
        self.commands.append("QUIT")
        return "221 Bye"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        if "DATA" in self.refuses:
            return self.refuses["DATA"]
        self.envelopes.append(envelope)
        return "250 OK"

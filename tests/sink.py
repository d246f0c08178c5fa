"""A mail server in a process of its own that counts what it takes: `python -m tests.sink`, or `with Sink() as sink`.

It is fast, so that a sender is measured and not the sink, and does as it is told: answers late, falls silent, or treats
chosen recipients' letters as a script says.
"""

from __future__ import annotations

import asyncio
import json
import re
import socket
import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress
from typing import Any, NamedTuple

MESSAGE_ID = re.compile(rb"(?im)^message-id:\s*(\S+)")
END = b"\r\n.\r\n"


class Taken(NamedTuple):
    """A letter that was answered with 250: when its last byte came, by the system's clock."""

    at: float
    message_id: str
    recipient: str


class Sink:
    """The side of the tests: starts the process, gives it orders, and asks what it took."""

    def __enter__(self) -> Sink:
        command = [sys.executable, "-m", "tests.sink"]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        self.port, control = (int(port) for port in self.process.stdout.readline().split())
        self.control = socket.create_connection(("127.0.0.1", control)).makefile("rw")
        return self

    def __exit__(self, *_trouble) -> None:
        self.control.close()
        self.process.kill()
        self.process.wait()

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def _order(self, verb: str, **words: Any) -> Any:
        self.control.write(json.dumps({"verb": verb, **words}) + "\n")
        self.control.flush()
        return json.loads(self.control.readline())

    def count(self) -> int:
        return self._order("count")

    def connects(self) -> int:
        """How many connections were opened so far."""
        return self._order("connects")

    def taken(self) -> list[Taken]:
        return [Taken(*one) for one in self._order("taken")]

    def answer_after(self, seconds: float) -> None:
        self._order("delay", seconds=seconds)

    def fall_silent(self, *, is_silent: bool = True) -> None:
        """Takes connections and bytes, and answers nothing; a connection that met silence stays so."""
        self._order("silence", is_silent=is_silent)

    def treat(self, recipient: str, *treatments: str) -> None:
        """For one try after the other, the last one for good: "OK", or at "RCPT", "DATA" or "DOT" another answer, or
        "drop": `sink.treat("mp@example.org", "RCPT 450 4.7.1 later", "DOT drop", "OK")`."""
        self._order("treat", recipient=recipient, treatments=treatments)


class Server:
    """The side of the process."""

    def __init__(self) -> None:
        self.taken: list[Taken] = []
        self.connects, self.delay, self.is_silent = 0, 0.0, False
        self.treatments: dict[str, list[str]] = {}
        self.tries: Counter[str] = Counter()

    def treatment_of(self, recipient: str) -> tuple[str, str]:
        """The step and the answer."""
        treatments = self.treatments.get(recipient, ["OK"])
        chosen = treatments[min(self.tries[recipient], len(treatments) - 1)]
        self.tries[recipient] += 1
        step, _, answer = chosen.partition(" ")
        return step, answer

    def obey(self, verb: str, **words: Any) -> Any:
        match verb:
            case "count":
                return len(self.taken)
            case "connects":
                return self.connects
            case "taken":
                return self.taken
            case "delay":
                self.delay = words["seconds"]
            case "silence":
                self.is_silent = words["is_silent"]
            case "treat":
                self.treatments[words["recipient"]] = words["treatments"]
                self.tries.pop(words["recipient"], None)
        return None

    async def control(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Until whoever gives orders is gone, and the process with them."""
        while line := await reader.readline():
            writer.write(json.dumps(self.obey(**json.loads(line))).encode() + b"\n")
        asyncio.get_running_loop().stop()


class Conversation(asyncio.Protocol):
    def __init__(self, server: Server) -> None:
        self.server = server
        self.buffer = bytearray()
        self.is_content = self.is_deaf = False
        self.recipient, self.treatment = "", ("OK", "")

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self.server.connects += 1
        self._say("220 sink")

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while not self.is_deaf:
            end = self.buffer.find(END if self.is_content else b"\r\n")
            if end < 0:
                return
            part = bytes(self.buffer[:end])
            del self.buffer[: end + (len(END) if self.is_content else 2)]
            self._take_content(part) if self.is_content else self._take_command(part)

    def _take_command(self, line: bytes) -> None:
        match line[:4].upper():
            case b"RCPT":
                self.recipient = line.split(b"<")[1].split(b">")[0].decode()
                self.treatment = self.server.treatment_of(self.recipient)
                self._answer("RCPT", "250 OK")
            case b"DATA":
                self.is_content = self._answer("DATA", "354 go on")
            case b"QUIT":
                self._say("221 bye")
                self.transport.close()
            case _:
                self._say("250 OK")

    def _take_content(self, content: bytes) -> None:
        self.is_content = False
        if self._answer("DOT", "250 taken"):
            found = MESSAGE_ID.search(content)
            message_id = found[1].decode() if found else ""
            self.server.taken.append(Taken(time.time(), message_id, self.recipient))

    def _answer(self, step: str, welcome: str) -> bool:
        """Whether it was the welcome: this try's treatment may want another answer at this step."""
        its_step, its_answer = self.treatment
        if its_step != step:
            return self._say(welcome)
        if its_answer == "drop":
            self.is_deaf = True
            self.transport.abort()
        else:
            self._say(its_answer)
        return False

    def _say(self, line: str) -> bool:
        """Whether an answer goes out: a silent server has taken nothing."""
        self.is_deaf = self.is_deaf or self.server.is_silent
        if self.is_deaf:
            return False
        data = line.encode() + b"\r\n"
        if self.server.delay:
            asyncio.get_running_loop().call_later(self.server.delay, self.transport.write, data)
        else:
            self.transport.write(data)
        return True


async def serve() -> None:
    server = Server()
    mail = await asyncio.get_running_loop().create_server(lambda: Conversation(server), "127.0.0.1", 0)
    control = await asyncio.start_server(server.control, "127.0.0.1", 0)
    print(*(listening.sockets[0].getsockname()[1] for listening in (mail, control)), flush=True)  # noqa: T201
    async with mail, control:
        await asyncio.Event().wait()


if __name__ == "__main__":
    with suppress(RuntimeError):  # the loop was stopped
        asyncio.run(serve())

"""A mail server that follows a script: what it says, and where it falls silent or hangs up, at each step."""

import socket
import threading

HANG_UP = "hang up"
SILENCE = "silence"  # longer than anybody waits
STEPS = ("banner", "EHLO", "HELO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA", "dot", "RSET", "QUIT")
KINDLY = {
    "banner": "220 here",
    "EHLO": "250-here\r\n250 8BITMIME",
    "DATA": "354 go on",
    "QUIT": "221 bye",
}


class ScriptedServer:
    """`script` has an answer, or a list of answers in their order (the last one stays), for the steps that matter."""

    def __init__(self, **script):
        self.script = {step: list(value) if isinstance(value, list) else [value] for step, value in script.items()}
        self.accepted: list[bytes] = []
        self.conversations = 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.is_closing = threading.Event()
        threading.Thread(target=self._listen, daemon=True).start()

    def __enter__(self) -> "ScriptedServer":
        return self

    def __exit__(self, *_error) -> None:
        self.is_closing.set()
        self.listener.close()

    def _listen(self) -> None:
        while not self.is_closing.is_set():
            try:
                client, _address = self.listener.accept()
            except OSError:
                return
            self.conversations += 1
            threading.Thread(target=self._talk, args=[client], daemon=True).start()

    def _talk(self, client: socket.socket) -> None:
        with client, client.makefile("rb") as lines:
            if not self._say(client, self._next("banner")):
                return
            for line in lines:
                step = line.split(b" ")[0].strip().decode("latin-1").upper().partition(":")[0]
                answer = self._next(step if step in STEPS else "EHLO")
                if not self._say(client, answer):
                    return
                if step == "DATA" and answer.startswith("354") and not self._take_content(client, lines):
                    return
                if step == "QUIT":
                    return

    def _take_content(self, client: socket.socket, lines) -> bool:
        if self.script.get("content", [""])[0] == HANG_UP:
            lines.readline()
            return False
        content = []
        for line in lines:
            if line == b".\r\n":
                break
            content.append(line[1:] if line.startswith(b".") else line)
        answer = self._next(step="dot")
        if answer.startswith("2"):
            self.accepted.append(b"".join(content))
        return self._say(client, answer)

    def _next(self, step: str) -> str:
        answers = self.script.get(step, [KINDLY.get(step, "250 fine")])
        return answers.pop(0) if len(answers) > 1 else answers[0]

    def _say(self, client: socket.socket, answer: str) -> bool:
        """Whether the conversation goes on."""
        if answer == SILENCE:
            self.is_closing.wait(30)
        if answer in (HANG_UP, SILENCE):
            return False
        try:
            client.sendall(answer.encode("latin-1") + b"\r\n")
        except OSError:
            return False
        return not answer.startswith("421")


def refused_port() -> int:
    """One where nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

"""A name server on this machine that knows what it is told, over UDP, in the wire format of the real ones."""

import socket
import threading

import dns.flags
import dns.message
import dns.rcode
import dns.rrset


class NameServer:
    """Use it in a `with`. `zone`: {("example.org", "TXT"): ['"v=spf1 -all"']}; what it lacks does not exist."""

    def __init__(self, zone: dict[tuple[str, str], list[str]], *, is_broken: bool = False):
        self.zone, self.is_broken = zone, is_broken
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.address = "{}:{}".format(*self.socket.getsockname())
        self.thread = threading.Thread(target=self.serve, daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_trouble):
        self.socket.sendto(b"", self.socket.getsockname())  # wakes it up
        self.thread.join(timeout=5)
        self.socket.close()

    def serve(self) -> None:
        while True:
            question, asker = self.socket.recvfrom(4096)
            if not question:
                return
            self.socket.sendto(self.answer(dns.message.from_wire(question)).to_wire(), asker)

    def answer(self, question: dns.message.Message) -> dns.message.Message:
        answer = dns.message.make_response(question)
        answer.flags |= dns.flags.RA
        asked = question.question[0]
        name, kind = asked.name.to_text(omit_final_dot=True).lower(), dns.rdatatype.to_text(asked.rdtype)
        if self.is_broken:
            answer.set_rcode(dns.rcode.SERVFAIL)
        elif records := self.zone.get((name, kind)):
            answer.answer.append(dns.rrset.from_text_list(asked.name, 60, "IN", kind, records))
        elif name not in {known for known, _kind in self.zone}:
            answer.set_rcode(dns.rcode.NXDOMAIN)
        return answer

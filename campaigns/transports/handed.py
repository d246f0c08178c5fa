"""Any other of Django's e-mail backends, such as the demo's inbox: the message is handed to it whole."""

from django.core.mail import EmailMessage, get_connection

from campaigns.transports.base import Answer, NotAccepted, Outcome


class BackendTransport:
    """There is one step only, so an error in it leaves doubt."""

    def __init__(self) -> None:
        self.backend = get_connection()

    def prepare(self, message: EmailMessage) -> None:
        try:
            self.backend.open()
        except OSError as trouble:
            raise NotAccepted(Answer(Outcome.LANE_DOWN, type(trouble).__name__)) from None

    def hand_over(self, message: EmailMessage) -> Answer:
        try:
            self.backend.send_messages([message])
        except OSError as trouble:
            return Answer(Outcome.IN_DOUBT, type(trouble).__name__)
        return Answer(Outcome.SENT)

    def drop(self, message: EmailMessage) -> None:
        pass

    def abort(self) -> None:
        pass

    def close(self) -> None:
        self.backend.close()

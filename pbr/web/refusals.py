"""A person may not, or not now. Raised by actions, turned into a message by the views."""

from __future__ import annotations


class Refusal(Exception):
    """The message is a sentence for the person. `status` is the HTTP answer: 409 where the state of things is against it."""

    status = 409

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class NotAllowed(Refusal):
    """This person may never do this."""

    status = 403

"""How waitress takes in a request: one whose body is too large is heard to its end, for the app to say so."""

from __future__ import annotations

from waitress.parser import HTTPRequestParser, ParsingError
from waitress.utilities import RequestEntityTooLarge


class Parser(HTTPRequestParser):
    """A request. Of a body above the limit nothing is kept: the app refuses it by its length.

    Were the connection closed instead, as waitress does, a browser that still sends would show no answer at all.
    """

    _unheard = 0  # bytes that are still to come of it

    def received(self, data: bytes) -> int:
        """Take in bytes of the request; how many of them were its own."""
        if self._unheard:
            taken = min(len(data), self._unheard)
            self._unheard -= taken
            self.completed = not self._unheard
            return taken
        taken = super().received(data)
        if isinstance(self.error, RequestEntityTooLarge) and not self.chunked:
            self.error, self.completed, self._unheard = None, False, self.content_length
        return taken

    def parse_header(self, header_plus: bytes) -> None:
        """Understand the request's head; ParsingError, which is a 400, also for a number or host that is none."""
        try:
            super().parse_header(header_plus)
        except ValueError as error:
            raise ParsingError("The address or the length cannot be understood.") from error

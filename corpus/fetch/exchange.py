"""One question and answer in HTTP/1.1 with an address that was vetted: within a deadline and a number of bytes.

http.client, and not a library over it, because each wait for a byte must end at the deadline and each byte must be
counted: both are below what such libraries offer. It knows of no proxy, on purpose: one would look the name up again.
"""

from __future__ import annotations

import http.client
import io
import socket
import ssl
import zlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from email.message import Message
from functools import partial
from http import HTTPStatus
from typing import IO, TYPE_CHECKING, NamedTuple

from corpus.errors import FetchError
from corpus.fetch.addresses import Address

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

WITH_CONTENT = {HTTPStatus.OK, HTTPStatus.NON_AUTHORITATIVE_INFORMATION}
CODINGS = ("gzip", "deflate")
_PIECE = 2**16
_BESIDE = 2**20  # bytes beside the content: headers, the marks of chunks

Connect = Callable[[tuple[str, int], float], socket.socket]


class Answer(NamedTuple):
    """What a server said: `data` is unpacked, and empty unless the status says that it is what was asked for, or where
    it went into a file; `size` counts its bytes."""

    status: int
    headers: Message
    data: bytes
    size: int


class Deadline:
    """A moment after which nothing is waited for."""

    def __init__(self, seconds: float, clock: Callable[[], float]) -> None:
        self._seconds = seconds
        self._clock = clock
        self._end = clock() + seconds

    def left(self) -> float:
        """The seconds until then, more than 0; FetchError where it has passed."""
        if (left := self._end - self._clock()) <= 0:
            raise self.passed()
        return left

    def passed(self) -> FetchError:
        return FetchError(f"takes longer than {self._seconds:g} s to fetch")


def exchange(
    address: Address,
    ips: Sequence[str],
    *,
    headers: Mapping[str, str],
    most: int,
    deadline: Deadline,
    connect: Connect,
    tls: ssl.SSLContext,
    into: IO[bytes] | None = None,
) -> Answer:
    """The answer of one of these IP addresses to GET, with at most so many bytes of its content; else FetchError.

    The content goes `into` a file where there is one.
    """
    try:
        with _connected(ips, address.port, deadline, connect) as plain:
            plain.settimeout(deadline.left())
            with tls.wrap_socket(plain, server_hostname=address.host) if address.scheme == "https" else plain as line:
                request = http.client.HTTPConnection(address.host, address.port)
                request.sock = line
                request.request("GET", address.target, headers={"Host": address.authority, **headers})
                return _answer(line, most, deadline, into)
    except TimeoutError as error:
        raise deadline.passed() from error
    except (OSError, http.client.HTTPException, zlib.error, ValueError) as error:
        raise FetchError(_why(error)) from error


def _connected(ips: Sequence[str], port: int, deadline: Deadline, connect: Connect) -> socket.socket:
    """A connection to the first of the IP addresses that takes one; each has its share of the time."""
    *others, last = ips
    for tried, ip in enumerate(others):
        with suppress(OSError):
            return connect((ip, port), deadline.left() / (len(ips) - tried))
    return connect((last, port), deadline.left())


def _answer(line: socket.socket, most: int, deadline: Deadline, into: IO[bytes] | None) -> Answer:
    answer = http.client.HTTPResponse(line, method="GET")
    answer.fp.close()
    answer.fp = io.BufferedReader(_Incoming(line, 2 * most + _BESIDE, deadline))
    answer.begin()
    _check_length(answer.headers)
    content = io.BytesIO()
    size = _copy_content(answer, most, into or content) if answer.status in WITH_CONTENT else 0
    return Answer(answer.status, answer.headers, content.getvalue(), size)


class _Incoming(io.RawIOBase):
    """The bytes from a connection: none after the deadline, and no more than were agreed.

    http.client alone would take a byte a second for ever, and read a chunk of -1 bytes to the end of the connection.
    """

    def __init__(self, line: socket.socket, most: int, deadline: Deadline) -> None:
        self._line = line
        self._left = most
        self._deadline = deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        self._line.settimeout(self._deadline.left())
        count = self._line.recv_into(buffer)
        self._left -= count
        if self._left < 0:
            raise FetchError("sends more than is taken from one address")
        return count


class _Packed:
    """Content packed as gzip or zlib, in one member or several (RFC 1952, section 2.2)."""

    def __init__(self) -> None:
        self._member = zlib.decompressobj(zlib.MAX_WBITS | 32)  # either, by its first bytes

    @property
    def is_complete(self) -> bool:
        return self._member.eof

    def unpack(self, piece: bytes, most: int) -> bytes:
        """What a piece holds, up to so many bytes, after which nothing more is unpacked."""
        data = b""
        while piece and len(data) < most:
            if self._member.eof:
                self._member = zlib.decompressobj(zlib.MAX_WBITS | 32)
            data += self._member.decompress(piece, most - len(data))
            piece = self._member.unused_data
        return data


def _copy_content(answer: http.client.HTTPResponse, most: int, file: IO[bytes]) -> int:
    """Write the content, unpacked, up to so many bytes; how many there are."""
    coding = answer.headers.get("Content-Encoding", "identity").strip().lower().removeprefix("x-")
    if coding not in (*CODINGS, "identity"):
        raise FetchError("is sent in a form that was not asked for")
    packed = None if coding == "identity" else _Packed()
    size = 0
    for piece in iter(partial(answer.read, _PIECE), b""):
        unpacked = packed.unpack(piece, most - size) if packed else piece[: most - size]
        size += file.write(unpacked)
        if size >= most:
            return size
    if answer.length or (packed and not packed.is_complete):  # http.client lets a short answer pass when read in pieces
        raise http.client.IncompleteRead(b"")
    return size


def _check_length(headers: Message) -> None:
    """HTTPException where the length is said in a way that leaves the end open to doubt: RFC 9112, section 6.3."""
    lengths = set(headers.get_all("Content-Length", []))
    codings = [coding.lower() for coding in headers.get_all("Transfer-Encoding", ["chunked"])]
    if len(lengths) > 1 or not all(length.strip().isdecimal() for length in lengths) or codings != ["chunked"]:
        raise http.client.HTTPException


def _why(error: Exception) -> str:
    match error:
        case ssl.SSLCertVerificationError():
            return f"has a certificate that is not trusted: {error.verify_message}"
        case ssl.SSLError():
            return f"cannot be reached by an encrypted connection: {error.reason or 'cut off'}"
        case http.client.IncompleteRead():
            return "was cut off before its end"
        case zlib.error():
            return "is sent in a packed form that is damaged"
        case OSError():
            return f"cannot be reached: {error.strerror or error}"
        case _:
            return "gives an answer that is none of a web site"

"""The archive that a Word document or an OpenDocument text is, and its parts as XML; what does harm is refused."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from xml.etree.ElementTree import Element

from defusedxml import DefusedXmlException, ElementTree

from corpus.errors import ReadError

_MAX_UNPACKED = 100 * 2**20
_PROTECTED = "is protected by a password: open it, take the password out, and save it again"
DAMAGED_WORD = "is not a whole Word document; open it in Word, save it again, and give that"
DAMAGED_ODT = "is not a whole OpenDocument text; open it in LibreOffice, save it again, and give that"


class Archive:
    """The parts of a document."""

    def __init__(self, archive: zipfile.ZipFile, damaged: str) -> None:
        self._archive = archive
        self.damaged = damaged  # what is said where it is not whole
        self.names = dict.fromkeys(archive.namelist()).keys()  # in their order
        if any(info.flag_bits & 1 for info in archive.infolist()):
            raise ReadError(_PROTECTED)
        unpacked = sum(info.file_size for info in archive.infolist())
        if unpacked > _MAX_UNPACKED:
            raise ReadError(f"would unpack to {unpacked // 2**20:,} MB, and the limit is {_MAX_UNPACKED // 2**20} MB")

    def part(self, name: str) -> bytes:
        """A part, and not more of it than it says it is; nothing where there is none."""
        if name not in self.names:
            return b""
        info = self._archive.getinfo(name)
        with self._archive.open(info) as part:
            return part.read(info.file_size)

    def xml(self, name: str) -> Element | None:
        """A part's root; None where there is none. ReadError for one that has a document type, as no such part has."""
        data = self.part(name)
        if not data:
            return None
        try:
            root: Element = ElementTree.fromstring(data, forbid_dtd=True)
        except DefusedXmlException as error:
            raise ReadError("has an XML document type, which no such document has") from error
        except (ElementTree.ParseError, ValueError, LookupError) as error:  # or in an encoding that there is not
            raise ReadError(self.damaged) from error
        return root

    @property
    def is_word(self) -> bool:
        return "word/document.xml" in self.names

    @property
    def is_open_document(self) -> bool:
        return self.part("mimetype").strip().startswith(b"application/vnd.oasis.opendocument.text")


@contextmanager
def opened(data: bytes, damaged: str) -> Iterator[Archive]:
    """The archive; within, whatever shows that it is not whole is a ReadError that says so."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            found = Archive(archive, damaged)
            manifest = found.part("META-INF/manifest.xml")
            if b"encryption-data" in manifest or "encrypted-package" in found.names:
                raise ReadError(_PROTECTED)
            yield found
    except (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
        raise ReadError(damaged) from error

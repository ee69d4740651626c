"""A Word file that gets comments: no part of it changes but its text, the comments, and what names these."""

from __future__ import annotations

import datetime as dt
import io
import posixpath
import zipfile
from collections.abc import Iterable, Sequence
from itertools import count
from typing import Any

from lxml import etree

from corpus.citation.item import Run
from corpus.errors import ReadError
from corpus.readers.drafts.archive import Archive
from corpus.readers.drafts.docx import DOCUMENT
from corpus.text import for_xml
from search.verifying.anchors import Comment, W

AUTHOR, _INITIALS = "Citecast", "C"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_TYPES = "[Content_Types].xml"
_RELATIONS = "word/_rels/document.xml.rels"
_TYPES_NAMESPACE = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONS_NAMESPACE = "http://schemas.openxmlformats.org/package/2006/relationships"
_KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"
_CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_NO_DAY = (1980, 1, 1, 0, 0, 0)
_COMMENTS = f"{W}comments"
_TEXT_STYLE, _REFERENCE_STYLE = "annotation text", "annotation reference"  # whatever the language of the program
Element = Any  # of lxml


class Commented:
    """A Word file in an archive, and its text as XML, to be marked."""

    def __init__(self, archive: Archive, now: dt.datetime) -> None:
        self._archive = archive
        self._date = f"{now.replace(tzinfo=None).isoformat(timespec='seconds')}Z"  # Word means the clock on the wall
        self.document = self._xml(DOCUMENT)
        relations = self._xml(_RELATIONS)
        if relations is None:
            relations = etree.Element(f"{{{_RELATIONS_NAMESPACE}}}Relationships", nsmap={None: _RELATIONS_NAMESPACE})
        self._relations, self._types = relations, self._xml(_TYPES)
        if self.document is None or self._types is None:
            raise ReadError(archive.damaged)
        self._name = self._named()
        comments = self._xml(self._name)
        self._comments = etree.Element(_COMMENTS, nsmap={"w": W[1:-1]}) if comments is None else comments
        if self._comments.tag != _COMMENTS:
            raise ReadError(archive.damaged)
        ids = [each.get(f"{W}id", "") for each in self._comments.iter(f"{W}comment")]
        self._next = 1 + max((int(id) for id in ids if id.isdecimal()), default=-1)
        self._styles = self._own_styles()

    def add(self, lines: Iterable[Sequence[Run]]) -> Comment:
        """A comment of some lines, each of runs of text; it is still to be marked in the text."""
        number = self._next
        self._next += 1
        attributes = {f"{W}id": str(number), f"{W}author": AUTHOR, f"{W}date": self._date, f"{W}initials": _INITIALS}
        comment = etree.SubElement(self._comments, f"{W}comment", attributes)
        for at, line in enumerate(lines):
            paragraph = etree.SubElement(comment, f"{W}p")
            self._style(paragraph, "pPr", "pStyle", _TEXT_STYLE)
            if at == 0:
                own = etree.SubElement(paragraph, f"{W}r")
                self._style(own, "rPr", "rStyle", _REFERENCE_STYLE)
                etree.SubElement(own, f"{W}annotationRef")
            for text, is_italic in line:
                run = etree.SubElement(paragraph, f"{W}r")
                if is_italic:
                    etree.SubElement(etree.SubElement(run, f"{W}rPr"), f"{W}i")
                said = etree.SubElement(run, f"{W}t", {_SPACE: "preserve"})
                said.text = for_xml(" ".join(text.split("\n")))
        return Comment(str(number), self._styles.get(_REFERENCE_STYLE, ""))

    def saved(self) -> bytes:
        """The file with its comments."""
        changed = {
            name: etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
            for name, root in (
                (_TYPES, self._types),
                (_RELATIONS, self._relations),
                (DOCUMENT, self.document),
                (self._name, self._comments),
            )
        }
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in dict.fromkeys((*self._archive.names, *changed)):
                info = zipfile.ZipInfo(name, _NO_DAY)
                info.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(info, changed[name] if name in changed else self._archive.part(name))
        return file.getvalue()

    def _xml(self, name: str) -> Element | None:
        """A part's root as it can be written again; what is wrong with it, the reader says."""
        if self._archive.xml(name) is None:
            return None
        parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
        try:
            return etree.fromstring(self._archive.part(name), parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise ReadError(self._archive.damaged) from error

    def _named(self) -> str:
        """The name of the part that comments are in, which it is to have if it has none."""
        for each in self._relations:
            if each.get("Type") == _KIND and each.get("TargetMode") != "External":
                target = each.get("Target", "")
                return target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join("word", target))
        taken = {each.get("Id", "").casefold() for each in self._relations}
        id = next(id for number in count(1) if (id := f"rId{number}").casefold() not in taken)
        there = {name.casefold() for name in self._archive.names}
        files = ("comments.xml", *(f"comments{number}.xml" for number in range(2, len(there) + 3)))
        file = next(file for file in files if f"word/{file}" not in there)
        relation = {"Id": id, "Type": _KIND, "Target": file}
        etree.SubElement(self._relations, f"{{{_RELATIONS_NAMESPACE}}}Relationship", relation)
        typed = {"PartName": f"/word/{file}", "ContentType": _CONTENT_TYPE}
        etree.SubElement(self._types, f"{{{_TYPES_NAMESPACE}}}Override", typed)
        return f"word/{file}"

    def _own_styles(self) -> dict[str, str]:
        """The ids of the document's paragraph and character styles for comments, by their names, as far as it has
        them."""
        root = self._archive.xml("word/styles.xml")
        named = {}
        for style in root.iter(f"{W}style") if root is not None else ():
            name = style.find(f"{W}name")
            if name is not None:
                named[name.get(f"{W}val", "").casefold()] = style.get(f"{W}styleId", "")
        return named

    def _style(self, element: Element, properties: str, kind: str, name: str) -> None:
        if name in self._styles:
            styled = etree.SubElement(element, f"{W}{properties}")
            etree.SubElement(styled, f"{W}{kind}", {f"{W}val": self._styles[name]})

"""XML, parsed safely: no entities of its own, no names from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Callable
from xml.etree.ElementTree import Element

from defusedxml import DefusedXmlException, ElementTree

from corpus.errors import ReadError

_PROLOG = r"\s*+(?:(?><\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*(?:\[[^\]]*\]\s*)?>)\s*+)*+"
ID = "{http://www.w3.org/XML/1998/namespace}id"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def root_is(*names: str) -> Callable[[str], bool]:
    """Whether a text is XML whose root has one of these names, whatever its namespace."""
    found = re.compile(rf"{_PROLOG}<(?:[\w.-]+:)?(?:{'|'.join(map(re.escape, names))})(?=[\s/>])", re.DOTALL)
    return lambda text: found.match(text) is not None


def parsed(text: str) -> Element:
    """The root, its names and those of all in it without namespaces; ReadError where it is no XML or has entities."""
    try:
        root: Element = ElementTree.fromstring(text.lstrip())
    except DefusedXmlException as error:
        raise ReadError("declares XML entities, which can do harm: take them out of its DOCTYPE") from error
    except ElementTree.ParseError as error:
        raise ReadError(f"is not well-formed XML ({error}): mend it, or export it again") from error
    for element in root.iter():
        if isinstance(element.tag, str):
            element.tag = element.tag.rpartition("}")[2]
    return root


def text_at(root: Element | None, *paths: str) -> str:
    """The text of the first element at these paths that has one; else nothing."""
    found = (element for path in paths if root is not None for element in root.iterfind(path))
    return next((text for element in found if (text := "".join(element.itertext()).strip())), "")

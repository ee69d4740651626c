"""The operation that checks the quotations of a draft, which is sent along with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from search.operations.parameters import Parameter, checked
from search.verifying.report import Verified, as_json
from search.verifying.values import OPTIONS, Report

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FORM = "multipart/form-data"  # with the draft as a file of it
TYPES = {  # of a draft, each with how the name of one ends
    "text/plain": ".txt",
    "text/markdown": ".md",
    "text/html": ".html",
    _WORD: ".docx",
    "application/vnd.oasis.opendocument.text": ".odt",
}
Check = Callable[[bytes, str, list[str]], Report]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """An operation as others, but for the draft in its request."""

    name: str
    title: str
    about: str
    parameters: tuple[Parameter, ...]
    answer: object
    chosen: type | None = None

    def answered(self, check: Check, draft: bytes, name: str, given: Mapping[str, object]) -> list[Verified]:
        """The answer as plain JSON; InvalidValue for a parameter that does not fit, and what `check` raises."""
        said = checked(self.parameters, given)
        return as_json(check(draft, said["name"] or name, said["fair"]))


VERIFY = Verification(
    name="verify",
    title="Verify quotes",
    about="What is found of each quotation in a draft, as the command citecast verify --json gives it. The body is the"
    " draft, of up to 10 MB, as its content type says, or a form with a file. It is not kept.",
    parameters=(
        Parameter(name="name", help="What the draft’s file is called."),
        Parameter(
            name="fair",
            help="Differences that are fair besides, with commas between.",
            choices=tuple(OPTIONS),
            several="commas",
        ),
    ),
    answer=list[Verified],
)

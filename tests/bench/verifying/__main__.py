"""Whether quotations are told apart: `python -m tests.bench.verifying ARCHIVE`.

Quotations with known truth are made from the passages of the transcript archive, always the same ones of one seed: as
they were said, fairly shortened and set, altered, and invented in the words of a show. All words of the archive are
looked through, so that what is said to be true of each is so. They are put into drafts, some credited to another
speaker, and the drafts are verified. It ends with 1 where one that is not is found exact, more than 2 of 1,000 that are
altered or invented are found fair, or fewer than 99 % of those that were said are found where they were.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from corpus.readers.drafts.read import read_draft
from search.service import Service
from tests.bench.known_items.sources import filled
from tests.bench.verifying.archive import Archive, Talk
from tests.bench.verifying.drafts import Text, drafts
from tests.bench.verifying.kinds import STATUSES
from tests.bench.verifying.measured import Answer, Finding, Measured, tables, told
from tests.bench.verifying.truths import truths

_CREDIT = "credit"


def main() -> None:
    """Print what was found of the quotations of each kind, and how much of it is so."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench.verifying",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("archive", type=Path, metavar="ARCHIVE", help="a folder of transcripts, or a tar file of it")
    parser.add_argument("--quotations", type=int, default=2_000, metavar="N")
    parser.add_argument("--seed", default="verifying")
    parser.add_argument("--home", type=Path, metavar="FOLDER", help="keep the archive's library here, and use it again")
    parser.add_argument("--drafts", type=Path, metavar="FOLDER", help="write the drafts here")
    parser.add_argument(
        "--show",
        choices=(*STATUSES, _CREDIT, "all"),
        help="print those that are of this status, or were found to be, and should not; or whose speaker was mistaken",
    )
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, filled(given.home or Path(folder), given.archive) as service:
        texts = list(drawn(service, given.quotations, given.seed))
        if given.drafts:
            written(given.drafts, texts)
        started = time.perf_counter()
        measured = run(texts, partial(findings, service))
        seconds = time.perf_counter() - started
    if given.show:
        print("\n\n".join(told(each) for each in measured.answers if is_shown(each, given.show)) + "\n")
    print("\n".join(tables(measured)))
    total = len(measured.answers)
    print(f"\n{total:,} quotations in {len(texts)} drafts, {1000 * seconds / max(total, 1):.1f} ms each")
    sys.exit(int(not measured.is_good))


def drawn(service: Service, count: int, seed: str) -> list[Text]:
    """Drafts with so many quotations from a library."""
    archive = Archive.of(Talk.of(service.library.document(id)) for id in service.library.live())
    return list(drafts(list(truths(archive, count, seed)), seed))


def findings(service: Service, text: Text) -> Iterable[Finding]:
    """What the verifier says of a draft."""
    return service.verifier.verify(read_draft(text.markdown.encode(), text.name)).findings


def run(texts: list[Text], verify: Callable[[Text], Iterable[Finding]]) -> Measured:
    """What is found of the quotations of all drafts."""
    measured = Measured()
    for text in texts:
        measured.add(text.truths, verify(text))
    return measured


def is_shown(answer: Answer, show: str) -> bool:
    """Whether an answer is wrong in the way that is asked for."""
    truth = answer.truth
    if show in (_CREDIT, "all") and truth.is_wrong is not None and truth.is_wrong != answer.said_by_other:
        return True
    is_wrong = not answer.is_right or (bool(truth.documents) and not answer.is_found)
    return is_wrong and (show == "all" or answer.got == show or show in truth.statuses)


def written(folder: Path, texts: list[Text]) -> None:
    """Write the drafts to a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for text in texts:
        (folder / text.name).write_text(text.markdown)


if __name__ == "__main__":
    main()

from __future__ import annotations

from corpus.draft import Paragraph


def paragraphs_of_markdown(text: str) -> tuple[Paragraph, ...]:
    return ()

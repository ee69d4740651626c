"""Files that are made to do harm: small ones that unpack, nest or repeat, and lines that never end."""

from __future__ import annotations

import io
import json
import os
import struct
import sys
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

from corpus import sandbox
from search.ingest.values import RawSource, SourceSpec
from search.service import Service
from search.settings import Settings
from tests.papers import pdf_of_objects, pdf_that_says_it_has, word

LINE = 10 * 2**20  # bytes
ENTITIES = '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "{}">{}]>'.format(
    "ha" * 10,
    "".join(f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefgh", "bcdefghi", strict=True)),
)
BODY = (
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>{}'
    "</w:t></w:r></w:p></w:body></w:document>"
)
FEED = '<rss version="2.0"><channel><title>Ships</title><item><title>{}</title></item></channel></rss>'
EXTERNAL = '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]>'


def line(before: str, word: str) -> bytes:
    """Ten mebibytes on one line."""
    return (before + word * (LINE // len(word.encode()))).encode()


def docx(parts: dict[str, bytes]) -> bytes:
    """A Word document with parts replaced or added."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(word(("Normal", "Masts.")))) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name, data in ({name: old.read(name) for name in old.namelist()} | parts).items():
            new.writestr(name, data)
    return file.getvalue()


def docx_whose_sizes_lie() -> bytes:
    """A part of 200 MiB that says in both its headers that it has 100 bytes."""
    size = 200 * 2**20
    data = docx({"word/document.xml": b"<w:document>".ljust(size)})
    return data.replace(struct.pack("<L", size), struct.pack("<L", 100))


def docx_whose_parts_overlap() -> bytes:
    """A thousand names for the same 90 MiB of packed bytes, each of which says that it has 90 bytes."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"<w:document>".ljust(90 * 2**20))
        (part,) = archive.filelist
        part.file_size = 90
        for number in range(1000):
            again = zipfile.ZipInfo(f"word/{number}.xml")
            for name in ("compress_type", "CRC", "compress_size", "file_size", "header_offset"):
                setattr(again, name, getattr(part, name))
            archive.filelist.append(again)
    return file.getvalue()


def pdf_with_a_huge_stream() -> bytes:
    """A page whose text is a gibibyte of the same line, packed to a mebibyte."""
    engine = zlib.compressobj(9)
    mebibyte = b"BT /F 9 Tf (word) Tj ET ".ljust(64) * 2**14
    stream = b"".join([*(engine.compress(mebibyte) for _ in range(1024)), engine.flush()])
    return pdf_of_objects(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Filter/FlateDecode/Length %d>>stream\n" % len(stream) + stream + b"\nendstream",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )


def pdf_whose_pages_loop() -> bytes:
    """A page tree whose branches have each other as their branches, and say that there are a million pages."""
    return pdf_of_objects(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1000000/Kids[3 0 R 3 0 R]>>",
        b"<</Type/Pages/Parent 2 0 R/Count 500000/Kids[2 0 R 2 0 R]>>",
    )


def pdf_whose_objects_nest() -> bytes:
    """A page that draws a form that draws itself, and whose resources are nested 100,000 deep."""
    return pdf_of_objects(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 5 0 R/Resources<</XObject<</X 4 0 R>>/Deep 6 0 R>>>>",
        b"<</Type/XObject/Subtype/Form/BBox[0 0 99 99]/Resources<</XObject<</X 4 0 R>>>>/Length 11>>stream\n"
        b"/X Do /X Do\nendstream",
        b"<</Length 5>>stream\n/X Do\nendstream",
        b"[" * 100_000 + b"]" * 100_000,
    )


BOMBS: dict[str, Callable[[], bytes]] = {
    "comments.html": lambda: b"<html><body>" + b"<!--" * 50_000,
    "nested.html": lambda: b"<html><body>" + b"<div>" * 200_000,
    "tables.html": lambda: b"<html><body>" + b"<table><tr><td>cell" * 20_000,
    "attributes.html": lambda: ("<html><body><p " + " ".join(f"a{n}=1" for n in range(500_000)) + ">Text.").encode(),
    "links.html": lambda: b"<html><body>" + b'<p><a href="#1"><sup>1' * 50_000,
    "cites.html": lambda: b"<html><body>" + b"<cite>Ann<time>0:01<p>word " * 50_000,
    "json-ld.html": lambda: b"<html><script type='application/ld+json'>" + b"[" * 500_000 + b"</script><p>Text.",
    "brackets.md": lambda: b"[" * 40_000,
    "quotes.md": lambda: b"> " * 20_000,
    "stars.md": lambda: b"**a " * 20_000,
    "lists.md": lambda: "".join(f"{'  ' * depth}- a\n" for depth in range(3_000)).encode(),
    "emphasis.md": lambda: b"*a _a " * 20_000,
    "links.md": lambda: b"[a](" * 20_000,
    "ticks.md": lambda: b" ".join(b"`" * count for count in range(1_000)),
    "anchors.md": lambda: (
        "---\na: &a [x]\n"
        + "".join(f"{c}: &{c} [{f'*{b},' * 9}]\n" for b, c in zip("abcdefgh", "bcdefghi", strict=True))
        + "---\nText."
    ).encode(),
    "merges.md": lambda: (
        "---\na: &a {x: 1}\n"
        + "".join(f"{c}: &{c} {{<<: [{f'*{b},' * 9}]}}\n" for b, c in zip("abcdefgh", "bcdefghi", strict=True))
        + "---\nText."
    ).encode(),
    "labels.md": lambda: "".join(f"**A{n}:** b **A{n}:** c\n\n" for n in range(50_000)).encode(),
    "names.txt": lambda: b"Ann Lee  0:12\n" * 100_000,
    "brackets.json": lambda: b"[" * 1_000_000,
    "deep.json": lambda: b'{"text":' * 200_000,
    "segments.json": lambda: b'[{"text":"One."}' + b",0" * 10_000_000 + b"]",
    "words.json": lambda: b"[" + b",".join([b'{"text":"a"}'] * 1_500_000) + b"]",
    "numbers.json": lambda: (
        b'[{"text":"a b","start":1' + b"0" * 1_000_000 + b'},{"text":"c d","start":NaN,"end":1e999}]'
    ),
    "million.vtt": lambda: b"WEBVTT\n\n" + b"0:00.0-->0:00.0\n\n" * 1_000_000,
    "large.vtt": lambda: b"WEBVTT\n\n" + b"00:00.000 --> 00:01.000\n\n" * 1_000_000,
    "voices.vtt": lambda: b"WEBVTT\n\n00:01.000 --> 00:02.000\n" + b"<v " * 200_000,
    "rolling.vtt": lambda: b"WEBVTT\n\n" + b"00:01.000 --> 00:02.000\na\na\na\na\na\n\n" * 50_000,
    "blanks.srt": lambda: b"1" + b"\n" * 2_000_000,
    "unpacks.docx": lambda: docx({"word/media/zeros.bin": bytes(101 * 2**20)}),
    "lies.docx": docx_whose_sizes_lie,
    "overlaps.docx": docx_whose_parts_overlap,
    "nested.docx": lambda: docx({"word/document.xml": docx({"word/media/zeros.bin": bytes(90 * 2**20)})}),
    "laughs.docx": lambda: docx({"word/document.xml": (ENTITIES + BODY.format("&i;")).encode()}),
    "laughs-wide.docx": lambda: docx({"word/document.xml": (ENTITIES + BODY.format("&i;")).encode("utf-16")}),
    "external.docx": lambda: docx({"word/document.xml": (EXTERNAL + BODY.format("&x;")).encode()}),
    "deep.docx": lambda: docx({"word/document.xml": BODY.format("<w:r>" * 500_000).encode()}),
    "runs.docx": lambda: docx(
        {"word/document.xml": BODY.format("a</w:t></w:r></w:p><w:p><w:r><w:t>" * 500_000).encode()}
    ),
    "million.pdf": lambda: pdf_that_says_it_has(1_000_000),
    "loops.pdf": pdf_whose_pages_loop,
    "stream.pdf": pdf_with_a_huge_stream,
    "nests.pdf": pdf_whose_objects_nest,
    "laughs.xml": lambda: (ENTITIES + FEED.format("&i;")).encode(),
    "external.xml": lambda: (EXTERNAL + FEED.format("&x;")).encode(),
    "deep.xml": lambda: FEED.format("<description>" * 200_000).encode(),
    "items.xml": lambda: FEED.format("</title></item><item><title>a" * 300_000).encode(),
    **{f"line.{kind}": lambda: line("word ", "word ") for kind in ("txt", "html", "md")},
}

# What is large but harmless, ten megabytes on one line among it, and is read in time that grows with its length alone:
# what it begins with, what repeats and how often, and its end.
HARMLESS = {
    "turns.md": ("**A:** ", "*a _b **c __d `e [f](g ", 200_000, "\n\n**B:** c"),
    "capitals.txt": ("Ann Lee: ", "A ", 5_000_000, ""),
    "credits.txt": ("Text.\n", "(Photo: ", 1_000_000, ""),
    "tags.srt": ("1\n00:00:01,000 --> 00:00:02,000\n", "{\\<i", 2_000_000, ""),
    "marks.page": ("", "<!---->", 1_000_000, ""),
    "line.txt": ("", "word ", LINE // 5, ""),
    "line-joined.txt": ("", "word", LINE // 4, ""),
    "line.html": ("<html><body><p>", "word ", LINE // 5, ""),
    "line.md": ("# A line\n\n", "word ", LINE // 5, ""),
    "line-turn.md": ("**A:** a\n\n**B:** ", "word ", LINE // 5, ""),
    "line.json": ('[{"text": "', "word ", LINE // 5, '"}]'),
    "line.vtt": ("WEBVTT\n\n00:01.000 --> 00:02.000\n", "word ", LINE // 5, ""),
    "line.srt": ("1\n00:00:01,000 --> 00:00:02,000\n", "word ", LINE // 5, ""),
}


def harmless(name: str, share: int) -> bytes:
    """One of them, with this share of what repeats: the half for 2."""
    begin, unit, count, end = HARMLESS[name]
    return (begin + unit * (count // share) + end).encode()


def add(folder: str, home: str, seconds: int) -> None:
    """Add a folder with two readers, and print what became of each file: its name, the status, the message."""
    os.cpu_count = lambda: 2
    sandbox._SLOW_FILES = sys.maxsize  # each is to be read as long as one alone
    files = sorted(Path(folder).iterdir())
    with Service.open(Path(home), Settings(read_seconds=seconds)) as service:
        uploads = (RawSource(source=file.name, name=file.name, data=file.read_bytes()) for file in files)
        results = list(service.adder.add(map(SourceSpec.at_hand, uploads)))
        service.indexer.catch_up()
    sandbox.shared(sandbox.Limits(seconds, Settings().read_memory_mb)).close()  # so that their time is counted
    print(json.dumps([(result.source, result.status, result.message) for result in results]))

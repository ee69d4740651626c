"""The bars of a timeline, the rows of its table and the lines of a concordance, as markup: see `web.markup`."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

from corpus.quotation import Range
from search.links import permalink
from search.results.concordance import Line, Order
from web.markup.text import beside, e, trusted
from web.timeline import Drawn

_SLOT, _HEIGHT, _LEAST = 24, 100, 2  # units of the picture: of a period, of the highest bar, of the lowest
_BARS = {
    1: (20, 20),
    2: (9, 11),
    3: (6, 7),
}  # how wide a bar is, and how far the next is from it, by how many there are
ORDERS = {
    Order.PLACE: "By place",
    Order.LEFT: "By the words before",
    Order.RIGHT: "By the words after",
    Order.DATE: "By date",
}
SERIES = ("a", "b", "c")  # the classes of the bars of each query


def bars(drawn: Drawn, kind: str = "") -> Markup:
    """The picture: the bars of each period, which lead to its passages by pointer alone; the table has the same."""
    line = drawn.line
    highest = max(amount for at in range(len(line.periods)) for amount in line.amounts(at)) or 1
    shown = "".join(_bars(drawn, at, highest) for at, link in enumerate(drawn.links) if link)
    width, height = e(str(_SLOT * len(line.periods))), e(str(_HEIGHT + 1))
    return trusted(
        f'<svg class="timeline {e(kind)}" viewBox="0 0 {width} {height}" preserveAspectRatio="none" '
        f'aria-hidden="true">{shown}</svg>'
    )


def _bars(drawn: Drawn, at: int, highest: float) -> str:
    line, first = drawn.line, at * _SLOT
    told = " and ".join(line.told(at, number) for number in range(len(line.series)))
    shown = "".join(
        _bar(first, number, len(line.series), amount / highest) for number, amount in enumerate(line.amounts(at))
    )
    return (
        f'<a href="{e(drawn.links[at])}" tabindex="-1"><title>{e(f"{line.periods[at].name}: {told}")}</title>'
        f'<rect class="whole" x="{e(str(first))}" y="0" width="{e(str(_SLOT))}" height="{e(str(_HEIGHT))}"/>{shown}</a>'
    )


def _bar(first: int, number: int, count: int, part: float) -> str:
    """A bar of a period, which is so much of the highest; none where that is nothing."""
    if not part:
        return ""
    width, step = _BARS[count]
    height = max(round(part * (_HEIGHT - 2)), _LEAST)
    x, y = first + (_SLOT - _BARS[1][0]) // 2 + number * step, _HEIGHT - height
    return (
        f'<rect class="{e(SERIES[number])}" x="{e(str(x))}" y="{e(str(y))}" width="{e(str(width))}" '
        f'height="{e(str(height))}"/>'
    )


def periods(drawn: Drawn) -> Markup:
    """The rows of the table, from the first period that has any to the last."""
    held = [at for at, link in enumerate(drawn.links) if link]
    shown = range(held[0], held[-1] + 1) if held else ()
    return trusted("".join(_row(drawn, at) for at in shown))


def _row(drawn: Drawn, at: int) -> str:
    line, name = drawn.line, e(drawn.line.periods[at].name)
    period = f'<a href="{e(drawn.links[at])}">{name}</a>' if drawn.links[at] else name
    counts = "".join(_cell(line.told(at, number)) for number in range(len(line.series)))
    stored = _cell(f"{line.stored[at]:,}") if line.stored else ""
    return f'<tr><th scope="row">{period}</th>{counts}{stored}</tr>\n'


def _cell(text: str) -> str:
    return f'<td class="tabular">{e(text)}</td>'


def kwic(found: Iterable[Line]) -> Markup:
    """The lines of a concordance, each with what cites its words, and its document."""
    return trusted("".join(_line(line) for line in found))


def _line(line: Line) -> str:
    passage, document = line.place.passage, line.document
    at, who = e(line.locator.brief), e(passage.who or "")
    cites = e(permalink("", passage.id, document.version, Range(*line.span)))
    left, words, right = e(line.left), e(line.words), e(line.right)
    turned = ' dir="rtl"' if line.is_right_to_left else ""
    says = e(f"Cite {passage.who or document.title} {line.locator.brief}")
    return (
        f'<li{turned}><span class="l"><bdi>{left}</bdi></span><mark>{words}</mark>'
        f'<span class="r"><bdi>{right}</bdi></span> <span class="c"><a href="{cites}" aria-label="{says}">{at}</a> '
        f'<bdi>{who}</bdi> {beside(document, [passage])}<a href="{e(line.url)}"><bdi>{e(document.title)}</bdi></a>'
        "</span></li>\n"
    )

"""Entries of bibliographies and lists of links, in the shapes of the field's manuals and in none."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from corpus.model import NameParts, Person
from corpus.references import reference, stub


class Entry(NamedTuple):
    """An entry as printed, with what is to be understood of it; `*…*` marks what is printed in italics."""

    text: str
    authors: str = ""  # between semicolons
    title: str | None = None
    publisher: str | None = None
    date: str | None = None
    url: str | None = None


CHICAGO = [
    Entry("Ann Lee, “On Pumps,” Pump Press, May 3, 2024.", "Ann Lee", "On Pumps", "Pump Press", "2024-05-03"),
    Entry("Ann Lee and Bo Ek, “On Pumps,” Harbour Times, 3 May 2024, https://example.org/a_(b).",
          "Ann Lee; Bo Ek", "On Pumps", "Harbour Times", "2024-05-03", "https://example.org/a_(b)"),
    Entry("Ann Lee, Bo Ek, and Cy Roe, “On Pumps,” Pump Papers 12, no. 3 (May 2020): 12–34.",
          "Ann Lee; Bo Ek; Cy Roe", "On Pumps", "Pump Papers", "2020-05"),
    Entry("Ann Lee et al., “On Pumps,” Nature 12 (2020): 3.", "Ann Lee", "On Pumps", "Nature", "2020"),
    Entry("Ann Lee, “On Pumps,” in *Pumps and People*, ed. Cy Roe (London: Pump Press, 2020), 12–34.",
          "Ann Lee", "On Pumps", "Pump Press", "2020"),
    Entry("Ann Lee, *On Pumps* (London: Pump Press, 2020), 12.", "Ann Lee", "On Pumps", "Pump Press", "2020"),
    Entry("Ann Lee, “What Is a Pump?” Harbour Review, 2020.", "Ann Lee", "What Is a Pump?", "Harbour Review", "2020"),
    Entry("Reuters, “Pumps Fail,” May 3, 2024.", "Reuters", "Pumps Fail", None, "2024-05-03"),
    Entry("Department of Pumps, “Annual Report 2019,” 2020.",
          "Department of Pumps", "Annual Report 2019", None, "2020"),
    Entry("“Why ‘Big’ Pumps Fail,” The Harbour Times, May 2021", "", "Why ‘Big’ Pumps Fail", "The Harbour Times",
          "2021-05"),
    Entry("Ann Lee, “On Pumps” (Pump Press, 2020).", "Ann Lee", "On Pumps", "Pump Press", "2020"),
    Entry("Lee, Ann. “On Pumps.” Harbour Times, May 3, 2024. Accessed June 2, 2024. https://example.org/x.",
          "Ann Lee", "On Pumps", "Harbour Times", "2024-05-03", "https://example.org/x"),
    Entry("Lee, Ann B., Bo Ek, and Cy Roe. “On Pumps.” Pump Papers 12, no. 3 (2020): 12–34. doi:10.1234/p.5.",
          "Ann B. Lee; Bo Ek; Cy Roe", "On Pumps", "Pump Papers", "2020", "https://doi.org/10.1234/p.5"),
    Entry("Lee, Ann. *On Pumps*. London: Pump Press, 2020.", "Ann Lee", "On Pumps", "Pump Press", "2020"),
    Entry("Lee, Ann, ed. *Pumps and People*. London: Pump Press, 2020.", "", "Pumps and People", "Pump Press", "2020"),
    Entry("Lee, Ann, Jr. “On Pumps.” Pump Press, 2020.", "Ann Lee Jr.", "On Pumps", "Pump Press", "2020"),
    Entry("van der Berg, Ludwig. “On Pumps.” Pump Press, 2020.", "Ludwig van der Berg",
          "On Pumps", "Pump Press", "2020"),
    Entry("Lee, Ann. “On Pumps.” PhD diss., Harbour University, 1999.",
          "Ann Lee", "On Pumps", "Harbour University", "1999"),
    Entry("Pump Institute. “On Pumps.” Last accessed June 2, 2024.", "Pump Institute", "On Pumps"),
    Entry("Lee, Ann. 2020. “On Pumps.” Pump Papers 12 (3): 12–34.", "Ann Lee", "On Pumps", "Pump Papers", "2020"),
    Entry("Lee, Ann. 2020. *On Pumps*. Chicago: Pump Press.", "Ann Lee", "On Pumps", "Pump Press", "2020"),
    Entry("Lee, A., and Ek, B. 2018a. “On Pumps.” Pump Papers.", "A. Lee; B. Ek", "On Pumps", "Pump Papers", "2018"),
    Entry("Lee, Ann. n.d. “On Pumps.” Pump Press.", "Ann Lee", "On Pumps", "Pump Press"),
]  # fmt: skip
APA = [
    Entry("Lee, A. B., & Smith, C. (2024). *On pumps and valves*. Pump Press.",
          "A. B. Lee; C. Smith", "On pumps and valves", "Pump Press", "2024"),
    Entry("Lee, A. B., Smith, C., & Roe, D. (2024, May 3). On pumps: A history. *Pump Papers*, 12(3), 1–9. "
          "https://doi.org/10.1/x",
          "A. B. Lee; C. Smith; D. Roe", "On pumps: A history", "Pump Papers", "2024-05-03", "https://doi.org/10.1/x"),
    Entry("Pump Institute. (2024, May). *The state of U.S. pumps* (Report No. 12). https://example.org/r",
          "Pump Institute", "The state of U.S. pumps", None, "2024-05", "https://example.org/r"),
    Entry("Lee, A. (n.d.). *On pumps*. Pump Press.", "A. Lee", "On pumps", "Pump Press"),
    Entry("Lee, A. (n.d.). On pumps. Retrieved 3 May 2024, from https://example.org/p",
          "A. Lee", "On pumps", None, None, "https://example.org/p"),
    Entry("Roe, C. (Ed.). (2020). Pumps and people. Pump Press.", "", "Pumps and people", "Pump Press", "2020"),
    Entry("Lee, A. (2019). A chapter on pumps. In C. Roe (Ed.), *Pumps and people* (pp. 1–9). Pump Press.",
          "A. Lee", "A chapter on pumps", "Pump Press", "2019"),
    Entry("Lee, A. (2021). *Pumps* (2nd ed.). Pump Press.", "A. Lee", "Pumps", "Pump Press", "2021"),
    Entry("Ek, B. (Host). (2021, March 2). Pumps at sea (No. 12) [Audio podcast episode]. In *Pump Show*. Pump Media.",
          "B. Ek", "Pumps at sea", "Pump Media", "2021-03-02"),
    Entry("García Márquez, G. (2001a). On pumps. Pump Press.", "G. García Márquez", "On pumps", "Pump Press", "2001"),
    Entry("O’Neil-Ek, J.-P. (2001). Are pumps people? Pump Press.", "J.-P. O’Neil-Ek", "Are pumps people?",
          "Pump Press", "2001"),
]  # fmt: skip
MLA = [
    Entry("Lee, Ann. “On Pumps.” Pump Press, 3 May 2024.", "Ann Lee", "On Pumps", "Pump Press", "2024-05-03"),
    Entry("Lee, Ann, and Bo Ek. “On Pumps.” *Pump Papers*, vol. 3, no. 2, 2024, pp. 1-9.",
          "Ann Lee; Bo Ek", "On Pumps", "Pump Papers", "2024"),
    Entry("Lee, Ann, et al. “On Pumps.” *Pump Papers*, 2020.", "Ann Lee", "On Pumps", "Pump Papers", "2020"),
    Entry("Smith, John. *The Harbour*. Translated by Ann Lee, Pump Press, 1999.",
          "John Smith", "The Harbour", "Pump Press", "1999"),
    Entry('Lee, Ann. "On Pumps." Pump Press, 12 Sept. 2024, example.org/p. Accessed 3 Oct. 2024.',
          "Ann Lee", "On Pumps", "Pump Press", "2024-09-12"),
]  # fmt: skip
PLAIN = [
    Entry("“On Pumps” by Ann Lee", "Ann Lee", "On Pumps"),
    Entry("“On Pumps,” by Ann Lee, Bo Ek, and Cy Roe, Pump Press, 2020",
          "Ann Lee; Bo Ek; Cy Roe", "On Pumps", "Pump Press", "2020"),
    Entry("“On Pumps,” by Ann Lee (Pump Press, 2020)", "Ann Lee", "On Pumps", "Pump Press", "2020"),
    Entry("*On Pumps* by J. R. R. Lee", "J. R. R. Lee", "On Pumps"),
    Entry("*On Pumps* (2020)", "", "On Pumps", None, "2020"),
    Entry("• “On Pumps,” Pump Press.", "", "On Pumps", "Pump Press"),
]  # fmt: skip
UNKNOWN = [
    Entry("https://example.org/pumps.", url="https://example.org/pumps"),
    Entry("The Pump Report"),
    Entry("Ann’s site: https://example.org/ann?a=1,", url="https://example.org/ann?a=1"),
    Entry("doi:10.1234/pumps.5", url="https://doi.org/10.1234/pumps.5"),
    Entry("Read “On Pumps” on our site."),
    Entry("See the *Harbour Times* for more"),
    Entry("*Recorded in May.*"),
    Entry("On Pumps, Pump Press, May 2020."),
    Entry("we said “no” to it, 2020"),
    Entry("(2024). Nobody's title."),
    Entry("“”"),
    Entry(""),
]  # fmt: skip


@pytest.mark.parametrize("entry", [*CHICAGO, *APA, *MLA, *PLAIN, *UNKNOWN], ids=lambda entry: entry.text[:60])
def test_an_entry_is_taken_apart_and_kept_as_printed(entry: Entry) -> None:
    text = entry.text.replace("*", "")
    italic = entry.text.split("*")[1] if "*" in entry.text else None
    found = reference(text, None, italic)
    assert found.text == text
    assert "; ".join(found.authors) == entry.authors
    assert (found.title, found.publisher) == (entry.title, entry.publisher)
    assert (found.date.iso if found.date else None) == entry.date
    assert found.url == entry.url


def test_a_link_goes_before_an_address_in_the_text() -> None:
    assert reference("https://example.org/text", "https://example.org/link").url == "https://example.org/link"


def test_a_text_too_long_for_an_entry_is_left_alone() -> None:
    assert reference("“On Pumps,” " + "Pump Press, " * 100).title is None


def test_a_stub_keeps_the_parts_of_a_name_that_its_entry_says() -> None:
    document = stub(reference("García Márquez, Gabriel, and Ann van der Berg. “On Pumps.” Pump Press, 2020."))
    assert document
    assert document.people == (
        Person(name="Gabriel García Márquez", roles=("author",), parts=NameParts("García Márquez", "Gabriel")),
        Person(name="Ann van der Berg", roles=("author",)),
    )


def test_a_title_with_an_address_in_its_midst_is_not_put_together_from_what_is_around_it() -> None:
    text = "Ann Lee, “Masts https://example.org/a and Sails,” Pilots, 3 May 2024."
    found = reference(text)
    assert (found.text, found.title, found.url) == (text, None, "https://example.org/a")

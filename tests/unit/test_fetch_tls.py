"""Fetching over TLS: the certificate is that of the name, wherever the connection goes."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.errors import FetchError
from corpus.fetch.fetcher import Fetcher
from tests.servers import Page, Site

VTT = b"WEBVTT\n\n00:01.000 --> 00:02.000\nHello.\n"
PUBLIC = "8.8.8.8"  # only said to be; nothing is sent there
_REQUEST = (
    "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=test "
    "-addext subjectAltName=DNS:library.example"
)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for library.example, signed by itself, with its key."""
    if not (openssl := shutil.which("openssl")):
        pytest.skip("openssl makes the certificate")
    path = tmp_path_factory.mktemp("tls") / "certificate.pem"
    key = path.with_suffix(".key")
    subprocess.run(
        [openssl, *_REQUEST.split(), "-keyout", key, "-out", path],
        check=True,
        capture_output=True,
    )
    path.write_bytes(path.read_bytes() + key.read_bytes())
    return path


@pytest.fixture
def secure_site(certificate: Path) -> Iterator[Site]:
    """A site that has the certificate of library.example."""
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate)
    site = Site(tls)
    yield site
    site.close()


def why(fetcher: Fetcher, url: str) -> str:
    with pytest.raises(FetchError) as failed:
        fetcher.get(url)
    assert len(str(failed.value).splitlines()) == 1
    return str(failed.value)


def secure_fetcher(site: Site, trusted: Path | None = None) -> Fetcher:
    """A fetcher for whom every name is the site's."""
    return Fetcher(
        resolve=lambda host: [PUBLIC],
        connect=lambda place, timeout: socket.create_connection(("127.0.0.1", site.port), timeout),
        tls=ssl.create_default_context(cafile=trusted),
    )


def test_tls_is_for_the_name_at_the_address_that_was_vetted(secure_site: Site, certificate: Path) -> None:
    secure_site.pages["/"] = Page(VTT)
    fetched = secure_fetcher(secure_site, certificate).get("https://library.example/")
    assert (fetched.url, fetched.data) == ("https://library.example/", VTT)
    assert secure_site.requests[0].headers["host"] == "library.example"


def test_the_certificate_of_another_name_is_refused(secure_site: Site, certificate: Path) -> None:
    reason = why(secure_fetcher(secure_site, certificate), "https://other.example/")
    assert reason.startswith("has a certificate that is not trusted: Hostname mismatch")
    assert secure_site.requests == []


def test_a_certificate_that_nobody_vouches_for_is_refused(secure_site: Site) -> None:
    reason = why(secure_fetcher(secure_site), "https://library.example/")
    assert reason.startswith("has a certificate that is not trusted: self")


def test_a_redirect_from_https_to_http_is_not_followed(secure_site: Site, certificate: Path) -> None:
    secure_site.pages["/"] = Page(status=301, headers={"Location": "http://library.example/"})
    assert why(secure_fetcher(secure_site, certificate), "https://library.example/") == (
        "leads to http://library.example/, which is not encrypted as this is, and is not fetched"
    )


def test_https_where_there_is_none_is_one_line(site: Site, certificate: Path) -> None:
    assert why(secure_fetcher(site, certificate), "https://library.example/").startswith(
        "cannot be reached by an encrypted connection:"
    )

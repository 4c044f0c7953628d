import pytest

from coach.errors import SettingsError
from coach.page.publish.address import read_site_url


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("https://example.org", "https://example.org/"),
        (" https://EXAMPLE.org/a/b/ ", "https://example.org/a/b/"),
        ("https://example.org:8443/Rücken", "https://example.org:8443/R%C3%BCcken/"),
        ("https://example.org/a%20b", "https://example.org/a%20b/"),
        ("https://müller.de/x", "https://xn--mller-kva.de/x/"),
        ("http://localhost:8000/x", "http://localhost:8000/x/"),
        ("http://[::1]:8000", "http://[::1]:8000/"),
    ],
)
def test_an_address_ends_with_a_slash(text: str, url: str) -> None:
    assert read_site_url(text) == url
    assert read_site_url(url) == url


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "not an address"),
        ("example.org", "not an address"),
        ("ftp://example.org", "not an address"),
        ("file:///home/me", "not an address"),
        ("https://", "not an address"),
        ("https://example.org:99999", "not an address"),
        ("https://[::1", "not an address"),
        ("http://example.org/x", "Give https://example.org/x."),
        ("http://localhost.example.org", "not encrypted"),
        ("https://me:secret@example.org", "name or a password"),
        ("https://example.org/?a=1", "query"),
        ("https://example.org/#top", "query"),
        ("https://example.org/a/../b", "goes back"),
        ("https://example.org/a b", "character"),
        ("https://example.org/<script>", "character"),
        ("https://example.org/\x1b[31m", "character"),
        ("https://example.org/" + "a" * 500, "too long"),
    ],
)
def test_other_addresses_are_refused_with_a_sentence(text: str, words: str) -> None:
    with pytest.raises(SettingsError, match=words.replace("?", r"\?")) as caught:
        read_site_url(text)
    assert "secret" not in str(caught.value)

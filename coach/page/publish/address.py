"""Reads the address that a site will have. Only the feed needs it, since podcast players take whole addresses alone."""

from urllib.parse import quote, urlsplit

from coach.errors import SettingsError

LOCAL_HOSTS = ("localhost", "127.0.0.1", "::1")
"""Hosts on this machine, for which no certificate is needed."""

LONGEST = 500
"""Characters of the longest address that is taken; some podcast players cut one off at 512."""

EXAMPLE = "such as https://example.org/stretches/"


def read_site_url(text: str) -> str:
    """Read an address such as `https://example.org/stretches`, and return it with a slash at its end.

    Raises:
        SettingsError: It is no address of a folder on the web, is not encrypted, or holds a name, a password or a
            query.
    """
    text = text.strip()
    if len(text) > LONGEST or any(not letter.isprintable() or letter in '\\"<>^`{|} ' for letter in text):
        raise SettingsError("The address is too long or has a character that none has.", f"Give one {EXAMPLE}.")
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname, parts.port
        host = host.encode("idna").decode("ascii") if host and not host.isascii() else host
    except ValueError as error:
        raise SettingsError(f"“{text}” is not an address: {error}.", f"Give one {EXAMPLE}.") from None
    if parts.scheme not in {"http", "https"} or not host:
        raise SettingsError(f"“{text}” is not an address on the web.", f"Give one {EXAMPLE}.")
    if parts.username is not None or parts.password is not None:
        raise SettingsError("The address has a name or a password in it, which everybody would read.", "Leave it out.")
    if "?" in text or "#" in text:
        raise SettingsError(f"“{text}” has a query or a place in a page.", "Give the address of the folder alone.")
    if parts.scheme == "http" and host not in LOCAL_HOSTS:
        problem = f"{text} is not encrypted, and phones keep no such site for when they are without a network."
        raise SettingsError(problem, f"Give https://{text.partition('://')[2]}.")
    if any(part in {".", ".."} for part in parts.path.split("/")):
        raise SettingsError(f"“{text}” has a path that goes back.", "Give the path as it is.")
    port = f":{parts.port}" if parts.port else ""
    name = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{name}{port}{quote(parts.path, safe='/%:@!$&()*+,;=~')}".rstrip("/") + "/"

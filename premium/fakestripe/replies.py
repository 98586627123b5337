"""Answers to browsers."""

from urllib.parse import urlsplit

from premium.fakestripe.api import Response

Reply = Response


def shown(text: str, *, status: int = 200, forms_to: tuple[str, ...] = ()) -> Reply:
    """Return a page. `forms_to` are the addresses its forms may lead to, besides our own."""
    origins = {f"{parts.scheme}://{parts.netloc}" for parts in map(urlsplit, forms_to)}
    targets = " ".join(("'self'", *sorted(origins)))
    policy = (
        f"default-src 'none'; style-src 'self'; form-action {targets};"
        " base-uri 'none'; frame-ancestors 'none'"
    )
    return Reply(
        status,
        text.encode(),
        {
            "Content-Type": "text/html; charset=utf-8",
            "Content-Security-Policy": policy,
            "Cache-Control": "no-store",
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
        },
    )


def redirect(address: str) -> Reply:
    """Send a browser elsewhere, to be fetched with GET."""
    return Reply(303, b"", {"Location": address})

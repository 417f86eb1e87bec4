"""Content security policies: strict for our pages, as strict as Streamlit bears for its own."""

import base64
import hashlib
import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path

PAGES_CSP = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; form-action 'self'; "
    "connect-src 'self'; base-uri 'none'; frame-ancestors 'none'"
)
INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)


@cache
def insights_csp() -> str:
    """Streamlit writes styles into the page; its one inline script is allowed by its hash."""
    hashes = " ".join(_hashes(_index_page().read_text(encoding="utf-8")))
    return (
        f"default-src 'none'; script-src 'self' 'wasm-unsafe-eval' {hashes}; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
        "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


def _index_page() -> Path:
    spec = find_spec("streamlit")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / "static" / "index.html"


def _hashes(html: str) -> list[str]:
    digests = (hashlib.sha256(script.encode()).digest() for script in INLINE_SCRIPT.findall(html))
    return [f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests]

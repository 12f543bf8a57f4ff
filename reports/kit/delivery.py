"""Makes the copy that is handed over: a password for the named reader, a file name that says nothing (R7, R9)."""

import secrets
from datetime import UTC, datetime
from io import BytesIO
from string import ascii_lowercase, digits

import pikepdf

from reports.kit.finish import xmp

_LETTERS = "".join(sorted(set(ascii_lowercase + digits) - set("l1o0i")))


def add_password(pdf: bytes, password: str) -> bytes:
    """The same paper behind AES-256; tags survive. These bytes differ each time, so hash both (R8, UX-31).

    An archive holds nothing that is locked, so a copy no longer says that it is one.
    """
    if not password:
        raise ValueError("a delivery copy needs a password")
    out = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as document:
        told = document.trailer.Info
        made_at = datetime.strptime(str(told.CreationDate), "D:%Y%m%d%H%M%SZ").replace(tzinfo=UTC)
        document.Root.Metadata.write(xmp(str(told.Title), made_at, for_archive=False))
        # The owner's password is the same: an empty one would open the file to anybody.
        document.save(
            out, encryption=pikepdf.Encryption(user=password, owner=password, R=6), fix_metadata_version=False
        )
    return out.getvalue()


def neutral_name(kind: str = "Report") -> str:
    """A file name that names nobody: "Report-k4m7qz.pdf" (R9)."""
    if kind not in ("Report", "Letter"):
        raise ValueError("a paper is a report or a letter")
    return f"{kind}-{''.join(secrets.choice(_LETTERS) for _place in range(6))}.pdf"

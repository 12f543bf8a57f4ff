"""Seals what was typed and not saved when a desk locks, and finds it again for the same person (SEC-48, E1)."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.core import log
from app.core.errors import AppError, Damaged
from app.core.paths import Profile, make_private
from app.core.shapes import new_id
from app.crypto.encode import cj, domain, is_id, nfc, parse_cj
from app.crypto.envelope import Key, Place, key_of, open_sealed, seal
from app.crypto.files import put_file
from app.crypto.kdf import hkdf
from app.crypto.person import Seed


@dataclass(frozen=True, slots=True)
class Typed:
    """Unsaved work of one screen, as plain values."""

    key: str
    subject: str | None
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Drafts:
    """One person's sealed drafts of one desk."""

    profile: Profile
    side: str
    inst: str
    user: str
    seed: Seed

    def keep(self, typed: Iterable[Typed]) -> int:
        """Seal each; gives how many are safe. What cannot be written is left out: a lock is never held up."""
        kept = 0
        for one in typed:
            try:
                self._keep(one)
                kept += 1
            except (AppError, OSError):
                log.event("draft.lost", level="error")
        return kept

    def take(self) -> tuple[Typed, ...]:
        """This person's drafts, opened and removed; one that is damaged is left where it lies."""
        found = []
        for path in sorted(self._folder.glob("*")) if self._folder.is_dir() else ():
            try:
                found.append(self._open(path))
            except (AppError, OSError):
                continue
            path.unlink()
        return tuple(found)

    @property
    def _folder(self) -> Path:
        return self.profile.drafts(self.side)

    def _keep(self, one: Typed) -> None:
        draft = new_id()
        body = cj(nfc({"key": one.key, "subject": one.subject, "values": one.values}))
        make_private(self._folder)
        put_file(self._folder / draft, seal(self._key(), self._place(draft), body))

    def _open(self, path: Path) -> Typed:
        envelope = path.read_bytes()
        if not is_id(path.name) or key_of(envelope)[0] != self.user:
            raise Damaged
        body: Any = parse_cj(open_sealed(self._key(), self._place(path.name), envelope))
        return Typed(body["key"], body["subject"], body["values"])

    def _key(self) -> Key:
        return Key(self.user, 1, hkdf(self.seed.bundle, domain("handrail/draft/v1")))

    def _place(self, draft: str) -> Place:
        return Place(self.inst, "draft", draft, "doc", 1)

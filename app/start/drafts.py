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
        """Seal each in place of what lay here; gives how many are safe. A lock is never held up.

        The new ones are written first and the old ones go last, and only when every new one is safe: whatever ends the
        program in between, nothing typed is lost.
        """
        old, kept, is_whole = self._mine(), 0, True
        for one in typed:
            try:
                self._keep(one)
                kept += 1
            except (AppError, OSError):
                is_whole = False
                log.event("draft.lost", level="error")
        for path, _typed in old if is_whole else ():
            path.unlink(missing_ok=True)
        return kept

    def take(self) -> tuple[Typed, ...]:
        """This person's drafts, the newest of each screen; they stay where they lie until the next `keep`."""
        return tuple({(one.key, one.subject): one for _path, one in self._mine()}.values())

    def _mine(self) -> list[tuple[Path, Typed]]:
        """What this person can open, oldest first; a damaged one, or anybody else's, is left where it lies."""
        mine = []
        for path in self._folder.glob("*") if self._folder.is_dir() else ():
            try:
                mine.append((path.stat().st_mtime_ns, path, self._open(path)))
            except (AppError, OSError):
                continue
        return [(path, typed) for _at, path, typed in sorted(mine, key=lambda found: found[0])]

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

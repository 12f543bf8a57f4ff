"""Names every error a person can meet, once, so that one table can decide how each looks."""

import errno
from collections.abc import Mapping

from app.core.language import _


class AppError(Exception):
    """An error with words for the person at the desk: `str(error)` is the sentence to show."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class InvalidInput(AppError):
    """Something typed must be mended; `problems` maps the field's name to the words beside it."""

    def __init__(self, problems: Mapping[str, str], message: str | None = None) -> None:
        super().__init__(message or " ".join(dict.fromkeys(problems.values())) or _("Something typed must be mended."))
        self.problems = dict(problems)


class NotAllowed(AppError):
    """A right or a rule refuses; `reasons` says why, one sentence each."""

    def __init__(self, *reasons: str) -> None:
        super().__init__(" ".join(reasons) or _("This is not possible."))
        self.reasons = reasons


class KeptFrom(NotAllowed):
    """A record that only named officers open, and the reader is none of them (SEC-12)."""

    def __init__(self) -> None:
        super().__init__(_("Only named officers open this. The list of records says whom to ask."))


class Missing(AppError):
    """Not there, or not yours: one text for both (UX-13, SEC-56)."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or _("There is nothing here."))


class Stale(AppError):
    """Someone saved first. Show both, lose neither (SEC-41)."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or _("Someone else saved first. Look at what changed, then save again."))


class Locked(AppError):
    """No key: wrong name or password, or the desk is locked; one sentence for every cause (SEC-56)."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or _("That did not match."))


class Unavailable(AppError):
    """Database, disk or network did not answer; nothing acknowledged is lost. `is_full`: the disk has no room left."""

    def __init__(self, message: str | None = None, *, is_full: bool = False) -> None:
        self.is_full = is_full
        super().__init__(message or _("Not saved. The records cannot be reached just now. Try again."))

    @classmethod
    def full(cls) -> "Unavailable":
        """No room for what somebody saves (T16)."""
        return cls(_("Not saved. The disk is full. Your draft is kept. Make room, then save again."), is_full=True)

    @classmethod
    def in_doubt(cls) -> "Unavailable":
        """The connection went while it was saved, and nobody can be asked whether it was (section 12)."""
        return cls(
            _("The connection was lost while this was saved. Look whether it stands there before you save it again.")
        )

    @classmethod
    def of_disk(cls, failed: OSError, *, saving: bool = True) -> "Unavailable":
        """A file that could not be written, in words; `saving`: somebody waits for it with something typed."""
        if failed.errno not in {errno.ENOSPC, errno.EDQUOT}:
            return cls()
        words = _("The disk is full. Nothing is lost. Make room, then try again.")
        return cls.full() if saving else cls(words, is_full=True)


class Stopped(Unavailable):
    """Somebody stopped something long at its next step; nothing half-made is kept."""

    def __init__(self) -> None:
        super().__init__(_("Stopped. Nothing half-made is kept."))


class Damaged(AppError):
    """A tag, digest or chain is wrong: stop, do not retry, say whom to tell (security.md section 12)."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or _("This is damaged or was altered. Do not rely on it. Tell your manager now."))


class SignInFileDamaged(Damaged):
    """The sign-in file does not hold; the copy from before its last change lies beside it and may be tried (E3)."""


class Newer(AppError):
    """Made by a later version of Handrail: nothing is read and nothing is changed."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or _("This was made by a newer version of Handrail. Update this computer first."))


def error_name(error: BaseException) -> str:
    """The stable type name that scripts and exit codes use; anything that is not ours is `Bug`."""
    return type(error).__name__ if isinstance(error, AppError) else "Bug"

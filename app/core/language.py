"""Turns the product's sentences into the person's language without needing a window."""

import gettext
from contextvars import ContextVar
from functools import cache
from importlib.resources import files
from io import BytesIO

PSEUDO = "pseudo"
_STRETCH = str.maketrans("aeiouAEIOUnsy", "áéíóúÁÉÍÓÚñšý")


class _Pseudo(gettext.NullTranslations):
    """A language a third longer with accents everywhere, for finding clipped and untranslated text (A14)."""

    def gettext(self, message: str) -> str:
        return _stretched(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return _stretched(msgid1 if n == 1 else msgid2)


def _stretched(message: str) -> str:
    """The same sentence with accents and a tail of a third of its length; named gaps stay whole."""
    parts = message.split("{")
    head = parts[0].translate(_STRETCH)
    rest = "".join(
        "{" + gap + "}" + tail.translate(_STRETCH) for gap, _brace, tail in (p.partition("}") for p in parts[1:])
    )
    return head + rest + "·" * max(1, len(message) // 3)


_current: ContextVar[gettext.NullTranslations | None] = ContextVar("language", default=None)
_process: list[gettext.NullTranslations] = [gettext.NullTranslations()]


def _catalogue(code: str) -> gettext.NullTranslations:
    """The catalogue of one language, or the plain English of the code when there is none."""
    if code == PSEUDO:
        return _Pseudo()
    return _read(code, "handrail")


@cache
def _of_papers(code: str) -> gettext.NullTranslations:
    """The words of papers in one language, with the catalogue of the windows behind them."""
    if code == PSEUDO:
        return _Pseudo()
    words = _read(code, "paper")
    words.add_fallback(_catalogue(code))
    return words


def _read(code: str, name: str) -> gettext.NullTranslations:
    found = files("resources") / "i18n" / code / f"{name}.mo"
    return gettext.GNUTranslations(BytesIO(found.read_bytes())) if found.is_file() else gettext.NullTranslations()


def use(code: str) -> None:
    """Speak this language from now on in this process ("en", "nl", "pseudo")."""
    _process[0] = _catalogue(code)


def _(message: str) -> str:
    """One whole sentence in the person's language."""
    return (_current.get() or _process[0]).gettext(message)


def ngettext(one: str, many: str, n: int) -> str:
    """One whole sentence whose words depend on a count."""
    return (_current.get() or _process[0]).ngettext(one, many, n)


class Speaking:
    """Within this block everything speaks another language: papers go out in the recipient's (UX-31)."""

    def __init__(self, code: str) -> None:
        self._translations = _of_papers(code)

    def __enter__(self) -> None:
        self._token = _current.set(self._translations)

    def __exit__(self, *_exc: object) -> None:
        _current.reset(self._token)


def paper_languages() -> dict[str, str]:
    """The languages a paper can be printed in, each by its own name (UX-31)."""
    return {"en": "English", "nl": "Nederlands"}


def months() -> tuple[str, ...]:
    """The months' names in the person's language, January first."""
    return (
        _("January"),
        _("February"),
        _("March"),
        _("April"),
        _("May"),
        _("June"),
        _("July"),
        _("August"),
        _("September"),
        _("October"),
        _("November"),
        _("December"),
    )

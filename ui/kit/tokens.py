"""Holds every colour and size of the product as data: three looks, two accents; no other file names one (UX-27)."""

from dataclasses import dataclass, replace
from enum import Enum


class Look(Enum):
    """How light the screen is."""

    LIGHT = "light"
    DARK = "dark"
    CONTRAST = "contrast"


class Accent(Enum):
    """The colour of a desk: each program has one and keeps it (UX-1)."""

    TEAL = "teal"
    PLUM = "plum"


class Tone(Enum):
    """What a chip or a banner means; never a colour by name."""

    PLAIN = "plain"
    OK = "ok"
    WARN = "warn"
    STOP = "stop"
    INFO = "info"
    MUTE = "mute"


@dataclass(frozen=True, slots=True)
class Pair:
    """An ink and the ground it stands on."""

    ink: str
    ground: str


@dataclass(frozen=True, slots=True)
class Tokens:
    """One theme: what each part of the screen is painted with."""

    ink: str
    ink_2: str
    ink_3: str
    surface: str
    canvas: str
    line: str
    control: str
    zebra: str
    wash: str
    hover: str
    primary: str
    on_primary: str
    primary_hover: str
    protect: str
    on_protect: str
    protect_ground: str
    focus: str
    focus_rail: str
    selection: Pair
    ok: Pair
    warn: Pair
    stop: Pair
    info: Pair
    mute: Pair
    rail: str
    rail_ink: str
    rail_dim: str
    rail_mark: str
    rail_here: Pair
    outlined: bool = False

    def tone(self, tone: Tone) -> Pair:
        """Ink and ground of a meaning."""
        pairs = {
            Tone.OK: self.ok,
            Tone.WARN: self.warn,
            Tone.STOP: self.stop,
            Tone.INFO: self.info,
            Tone.MUTE: self.mute,
        }
        return pairs.get(tone, Pair(self.ink, self.surface))


LIGHT = Tokens(
    ink="#17212B",
    ink_2="#43515E",
    ink_3="#5A6875",
    surface="#FFFFFF",
    canvas="#F4F6F5",
    line="#D5DBDE",
    control="#76838E",
    zebra="#F8FAF9",
    wash="#EAF3F4",
    hover="#E8EEEF",
    primary="#0B5A66",
    on_primary="#FFFFFF",
    primary_hover="#084852",
    protect="#5E2A73",
    on_protect="#FFFFFF",
    protect_ground="#F5EDF8",
    focus="#1B5FD0",
    focus_rail="#9CC7F5",
    selection=Pair("#0A2E34", "#D3E8EA"),
    ok=Pair("#1A5E35", "#DDF0E3"),
    warn=Pair("#7A4300", "#FDEBCF"),
    stop=Pair("#9B1C1C", "#FBE3E1"),
    info=Pair("#1D4E89", "#E0ECF8"),
    mute=Pair("#46535F", "#E8ECEE"),
    rail="#12303A",
    rail_ink="#FFFFFF",
    rail_dim="#C3D3D8",
    rail_mark="#1F4B58",
    rail_here=Pair("#0A2E34", "#DCECEE"),
)
DARK = Tokens(
    ink="#EDF2F4",
    ink_2="#BCC8CE",
    ink_3="#9FADB5",
    surface="#1A2329",
    canvas="#11181D",
    line="#2F3C44",
    control="#7D8E98",
    zebra="#1E282F",
    wash="#1B3238",
    hover="#253139",
    primary="#6FC7D1",
    on_primary="#0C1216",
    primary_hover="#8FD6DE",
    protect="#D9AEEA",
    on_protect="#1A0D20",
    protect_ground="#2B1F33",
    focus="#8DB8FF",
    focus_rail="#8DB8FF",
    selection=Pair("#EAF8FA", "#1F4A52"),
    ok=Pair("#8FD9A8", "#173524"),
    warn=Pair("#F5C073", "#3B2A10"),
    stop=Pair("#FF9F98", "#451C1B"),
    info=Pair("#9CC7F5", "#182F47"),
    mute=Pair("#C0CBD1", "#2A353C"),
    rail="#0C1216",
    rail_ink="#EDF2F4",
    rail_dim="#AEBDC4",
    rail_mark="#1F3942",
    rail_here=Pair("#EAF8FA", "#1F4A52"),
)
BLACK = "#000000"
CONTRAST = Tokens(
    ink="#FFFFFF",
    ink_2="#FFFFFF",
    ink_3="#FFFFFF",
    surface=BLACK,
    canvas=BLACK,
    line="#FFFFFF",
    control="#FFFFFF",
    zebra=BLACK,
    wash=BLACK,
    hover="#2A2A2A",
    primary="#FFFF00",
    on_primary=BLACK,
    primary_hover="#FFFFB0",
    protect="#FF9EFF",
    on_protect=BLACK,
    protect_ground=BLACK,
    focus="#1AEBFF",
    focus_rail="#FFFF00",
    selection=Pair(BLACK, "#1AEBFF"),
    ok=Pair("#3FF23F", BLACK),
    warn=Pair("#FFFF00", BLACK),
    stop=Pair("#FF9A9A", BLACK),
    info=Pair("#1AEBFF", BLACK),
    mute=Pair("#FFFFFF", BLACK),
    rail=BLACK,
    rail_ink="#FFFFFF",
    rail_dim="#FFFFFF",
    rail_mark="#2A2A2A",
    rail_here=Pair(BLACK, "#1AEBFF"),
    outlined=True,
)


def _plum(of: Tokens, look: Look) -> Tokens:
    """The same theme with plum where the other desk has teal."""
    if look is Look.CONTRAST:
        return replace(of, primary=of.protect, primary_hover="#FFC9FF")
    if look is Look.DARK:
        return replace(
            of,
            primary=of.protect,
            on_primary=of.on_protect,
            primary_hover="#E6C8F2",
            wash="#2B1F33",
            rail="#150C1A",
            rail_dim="#BFAEC8",
            rail_mark="#3A2547",
            selection=Pair("#F6EAFB", "#47305A"),
            rail_here=Pair("#F6EAFB", "#47305A"),
        )
    return replace(
        of,
        primary=of.protect,
        primary_hover="#4A205B",
        canvas="#F6F4F7",
        zebra="#FAF8FB",
        wash="#F5EDF8",
        hover="#EFEAF2",
        rail="#2E1838",
        rail_dim="#DACBE2",
        rail_mark="#4A2A59",
        focus_rail="#E3C4F2",
        selection=Pair("#32123F", "#EADCF0"),
        rail_here=Pair("#32123F", "#F0E4F5"),
    )


def tokens_for(look: Look, accent: Accent) -> Tokens:
    """The colours of one look at one desk."""
    plain = {Look.LIGHT: LIGHT, Look.DARK: DARK, Look.CONTRAST: CONTRAST}[look]
    return plain if accent is Accent.TEAL else _plum(plain, look)


SPACE_1, SPACE_2, SPACE_3, SPACE_4, SPACE_5, SPACE_6 = 4, 8, 12, 16, 24, 32
RADIUS, CARD_RADIUS, RING, RING_GAP = 6, 8, 3, 2
ROW, CONTROL, TARGET, RAIL, RAIL_FOLDED = 38, 36, 24, 196, 56
POINTS = {"display": 22.5, "h1": 18.0, "h2": 13.5, "body": 11.25, "small": 9.75}
RAIL_FOLDS_UNDER, STACKS_UNDER = 1280, 1000
LINEAR_BELOW = 0.04045


def luminance(colour: str) -> float:
    """Relative luminance of WCAG 2.2."""

    def linear(part: str) -> float:
        value = int(part, 16) / 255
        return value / 12.92 if value <= LINEAR_BELOW else float(((value + 0.055) / 1.055) ** 2.4)

    red, green, blue = (linear(colour[at : at + 2]) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21 (A10)."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)

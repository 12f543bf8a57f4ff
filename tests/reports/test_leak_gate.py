"""Plants a word in every place of a file where one could hide, and expects the gate to find each (R8)."""

import zlib
from collections.abc import Callable
from io import BytesIO

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String

from reports.kit.delivery import add_password, neutral_name
from reports.kit.finish import written
from reports.kit.gate import problems
from reports.kit.logo import Logo, read_logo
from reports.kit.traces import tokens, untraced
from reports.programme.allowed import allowed, leaks, template_words
from reports.programme.documents import Kind
from tests.reports.every import A_LOGO
from tests.reports.every import picture as a_picture
from tests.reports.samples import a_report, a_rich_report, an_empty_report
from tests.reports.test_progress_report import printed

SECRET = "Zyxwvut"


def draw(pdf: Pdf, code: str) -> None:
    """More drawing on the first page, in its own font."""
    page = pdf.pages[0]
    page.obj.Contents = pdf.make_stream(page.obj.Contents.read_bytes() + code.encode())


def font(pdf: Pdf) -> str:
    """A font of the first page whose codes are the letters themselves."""
    return next(iter(pdf.pages[0].resources.Font.keys()))


def annotate(pdf: Pdf) -> None:
    note = Dictionary(Type=Name.Annot, Subtype=Name.Text, Rect=[0, 0, 9, 9], Contents=String(SECRET))
    pdf.pages[0].obj.Annots = Array([pdf.make_indirect(note)])


def script(pdf: Pdf) -> None:
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def layer(pdf: Pdf) -> None:
    group = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String(SECRET)))
    pdf.Root.OCProperties = Dictionary(OCGs=Array([group]))


def orphan(pdf: Pdf) -> None:
    pdf.Root.Metadata.Note = String(SECRET)


def alternative(pdf: Pdf) -> None:
    pdf.Root.StructTreeRoot.K.Alt = String(SECRET)


def spoken_instead(pdf: Pdf) -> None:
    draw(pdf, f"\n/P <</ActualText ({SECRET})>> BDC EMC")


def picture(pdf: Pdf) -> None:
    image = pdf.make_stream(b"\x00", Type=Name.XObject, Subtype=Name.Image, Width=1, Height=1, BitsPerComponent=8)
    pdf.pages[0].resources.XObject = Dictionary(Im0=image)
    draw(pdf, "\nq 9 0 0 9 0 0 cm /Im0 Do Q")


def packet(pdf: Pdf) -> None:
    pdf.Root.Metadata.write(
        pdf.Root.Metadata.read_bytes().replace(b"<dc:title>", b"<dc:creator>x</dc:creator><dc:title>")
    )


def retitle(pdf: Pdf) -> None:
    pdf.trailer.Info.Title = String(SECRET)


def name_author(pdf: Pdf) -> None:
    pdf.trailer.Info.Author = String(SECRET)


def attach(pdf: Pdf) -> None:
    pdf.attachments["note.txt"] = SECRET.encode()


PLANTS: dict[str, Callable[[Pdf], None]] = {
    "plain text": lambda pdf: draw(pdf, f"\nBT {font(pdf)} 9 Tf 99 99 Td ({SECRET}) Tj ET"),
    "white text": lambda pdf: draw(pdf, f"\nq 1 1 1 rg BT {font(pdf)} 9 Tf 99 99 Td ({SECRET}) Tj ET Q"),
    "invisible text": lambda pdf: draw(pdf, f"\nBT 3 Tr {font(pdf)} 9 Tf 99 99 Td ({SECRET}) Tj ET"),
    "off the page": lambda pdf: draw(pdf, f"\nBT {font(pdf)} 9 Tf -5000 -5000 Td ({SECRET}) Tj ET"),
    "tiny text": lambda pdf: draw(pdf, f"\nBT {font(pdf)} 0.01 Tf 99 99 Td ({SECRET}) Tj ET"),
    "letter by letter": lambda pdf: draw(pdf, f"\nBT {font(pdf)} 9 Tf 99 99 Td [(Zyx) 1 (wvut)] TJ ET"),
    "comment in the drawing": lambda pdf: draw(pdf, f"\n% {SECRET}\n"),
    "author": name_author,
    "title": retitle,
    "metadata packet": packet,
    "annotation": annotate,
    "attachment": attach,
    "script": script,
    "layer": layer,
    "key in a stream": orphan,
    "alternative text": alternative,
    "text for screen readers": spoken_instead,
    "picture": picture,
}


def planted(plant: Callable[[Pdf], None], logo: Logo | None = None) -> bytes:
    with Pdf.open(BytesIO(printed(a_report(logo=logo)))) as pdf:
        plant(pdf)
        once = written(pdf)
    with Pdf.open(BytesIO(once)) as pdf:
        return written(pdf)


@pytest.mark.parametrize("plant", PLANTS.values(), ids=PLANTS)
def test_the_gate_finds_what_was_planted(plant: Callable[[Pdf], None]) -> None:
    assert leaks(a_report(), planted(plant)) != ()


def the_picture(pdf: Pdf) -> Stream:
    return next(iter(pdf.pages[0].resources.XObject.values()))


def one_point_brighter(pdf: Pdf) -> None:
    raw = bytearray(zlib.decompress(the_picture(pdf).read_raw_bytes()))
    raw[0] ^= 1
    the_picture(pdf).write(zlib.compress(bytes(raw)), filter=Name.FlateDecode)


def behind_the_pixels(pdf: Pdf) -> None:
    packed = the_picture(pdf).read_raw_bytes() + SECRET.encode()
    the_picture(pdf).write(packed, filter=Name.FlateDecode)


def words_beside_the_pixels(pdf: Pdf) -> None:
    the_picture(pdf).Title = String(SECRET)


def drawn_again(pdf: Pdf) -> None:
    draw(pdf, f"\nq 9 0 0 9 0 0 cm {next(iter(pdf.pages[0].resources.XObject.keys()))} Do Q")


def drawn_within_the_page(pdf: Pdf) -> None:
    draw(pdf, "\nq 9 0 0 9 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 ID x EI Q")


ABOUT_THE_LOGO = {
    "one point is brighter": one_point_brighter,
    "bytes behind the pixels": behind_the_pixels,
    "words beside the pixels": words_beside_the_pixels,
    "another picture": picture,
    "the logo again": drawn_again,
    "a picture within the page": drawn_within_the_page,
    "plain text": PLANTS["plain text"],
}


@pytest.mark.parametrize("plant", ABOUT_THE_LOGO.values(), ids=ABOUT_THE_LOGO)
def test_the_one_picture_that_may_stand_on_a_paper_is_the_logo_pixel_for_pixel(plant: Callable[[Pdf], None]) -> None:
    with_it = a_report(logo=A_LOGO)

    assert leaks(with_it, planted(lambda _pdf: None, A_LOGO)) == ()
    assert leaks(with_it, planted(plant, A_LOGO)) != ()


def test_the_logo_of_another_office_or_none_is_no_logo() -> None:
    pdf, other = printed(a_report(logo=A_LOGO)), read_logo(a_picture(size=(300, 300)))

    assert leaks(a_report(), pdf) != ()
    assert leaks(a_report(logo=other), pdf) != ()


@pytest.mark.parametrize("place", ["plain text", "white text", "off the page", "tiny text", "letter by letter"])
def test_the_gate_names_the_word_that_comes_from_nowhere(place: str) -> None:
    assert "This word comes from nowhere: zyxwvut" in leaks(a_report(), planted(PLANTS[place]))


@pytest.mark.parametrize("data", [a_report(), a_rich_report(), an_empty_report()], ids=["short", "rich", "empty"])
def test_an_honest_report_passes(data: object) -> None:
    assert leaks(data, printed(data)) == ()


def test_writing_a_paper_again_without_a_plant_changes_nothing() -> None:
    assert planted(lambda _pdf: None) == printed(a_report())


def test_bytes_before_behind_or_between_the_objects_are_found() -> None:
    pdf = printed(a_report())
    between = pdf.replace(b"endobj\n", b"endobj\n% Zyxwvut\n", 1)

    for changed in (pdf + b"\n% Zyxwvut\n", between):
        assert leaks(a_report(), changed) != ()


def test_an_earlier_version_below_the_last_one_is_found() -> None:
    pdf = printed(a_report())

    assert leaks(a_report(), pdf + b"\n1 0 obj\n(Zyxwvut)\nendobj\n") != ()


def test_a_value_of_another_mans_report_comes_from_nowhere() -> None:
    found = leaks(a_report(name="Daniel Osei"), printed(a_report(name="Marek Nowak")))

    assert found == ("This word comes from nowhere: marek", "This word comes from nowhere: nowak")


def test_without_template_words_even_the_headings_are_questioned() -> None:
    assert any("attendance" in found for found in problems(printed(a_report()), allowed(a_report()), ()))


def test_template_words_hold_no_value_of_anybody() -> None:
    words = template_words(Kind.PROGRESS, "en")

    assert {"attendance", "report", "draft"} <= words
    assert not {"daniel", "osei", "p", "march", "2002"} & words


def test_what_is_no_paper_at_all_is_refused() -> None:
    assert leaks(a_report(), b"not a paper") == ("The paper cannot be read back: PdfError",)


def test_a_delivery_copy_opens_with_its_password_only_and_keeps_its_tags() -> None:
    locked = add_password(printed(a_report()), "four plain words here")

    for wrong in ("", "four"):
        with pytest.raises(pikepdf.PasswordError):
            pikepdf.open(BytesIO(locked), password=wrong)
    with pikepdf.open(BytesIO(locked), password="four plain words here") as document:
        assert (document.encryption.R, document.encryption.bits) == (6, 256)
        assert document.Root.MarkInfo.Marked
        assert "/StructTreeRoot" in document.Root
        assert SECRET not in str(document.trailer.Info)


def test_the_gate_refuses_a_copy_that_is_already_locked() -> None:
    assert leaks(a_report(), add_password(printed(a_report()), "four plain words here")) != ()


def test_a_file_name_says_nothing() -> None:
    names = {neutral_name() for _draw in range(50)}

    assert len(names) == 50
    assert all(len(name) == len("Report-abcdef.pdf") and name.startswith("Report-") for name in names)
    with pytest.raises(ValueError, match="report or a letter"):
        neutral_name("DV-Osei")


class TestAWordBrokenOverLines:
    """A narrow cell breaks a long name into pieces: each is known when all of them are there, and never otherwise."""

    def test_in_two_three_or_more_pieces_it_is_known(self) -> None:
        known = tokens("Bartholomaeusdottir was here")

        for lines in ("bartholo\nmaeusdottir", "was bartho\nlomaeus\ndottir here", "bar\nthol\nfoot\nomaeus\ndottir"):
            assert untraced(lines, known | {"foot"}) == (), lines

    @pytest.mark.parametrize(
        "lines",
        ["was bartho\nlomaeus", "lomaeus\ndottir", "bartho\nwas lomaeus here\ndottir", "bartho was\nlomaeusdottir",
         "bartho\nlomaeusdottirs", "bartho\nlomaeus\nzyx\ndottir"],
    )  # fmt: skip
    def test_a_piece_without_the_others_in_their_places_comes_from_nowhere(self, lines: str) -> None:
        assert untraced(lines, tokens("Bartholomaeusdottir was here")) != ()

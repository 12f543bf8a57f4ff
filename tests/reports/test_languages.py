"""A paper speaks the language of its reader, wholly: no fixed sentence stays behind in the writer's (UX-31)."""

import ast
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pikepdf
import polib
import pytest

from app.core.language import Speaking, _, paper_languages
from app.domain.pack_tables import reports
from reports.kit.traces import painted, tokens
from reports.programme.allowed import leaks, template_words
from reports.programme.documents import Kind
from tests.reports.every import a_paper, bytes_of
from tests.reports.test_every_document import mark

WORDS = Path("resources/i18n/nl/paper.po")
OF_THE_DESK = {"gate.py", "anatomy.py", "logo.py"}
GAP = re.compile(r"\{\w+\}")
ENGLISH = {"summary", "what", "which", "comes", "report", "attended", "written", "known", "and", "the", "his", "he"}


def said_on_paper() -> Iterator[tuple[str, str]]:
    """Every fixed sentence of a paper, with the file it stands in."""
    for file in sorted(Path("reports").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("_", "ngettext"):
                first = node.args[0]
                if file.name not in OF_THE_DESK and isinstance(first, ast.Constant):
                    yield str(first.value), file.as_posix()


def test_every_sentence_of_a_paper_has_its_dutch_words() -> None:
    known = {entry.msgid for entry in polib.pofile(str(WORDS)) if entry.translated()}

    assert [one for one in said_on_paper() if one[0] not in known] == []
    assert [words for words in reports().values() if words not in known] == []


OF_HIS_FILE = ("app/programme/access/items.py", "app/programme/access/recorded.py", "app/programme/case_record.py")


def test_every_word_before_an_item_of_his_own_file_has_its_dutch_words() -> None:
    """RET-8, UX-31: he reads his file in his own language, what somebody wrote as it was written."""
    known = {entry.msgid for entry in polib.pofile(str(WORDS)) if entry.translated()}
    said = {
        str(node.args[0].value)
        for file in OF_HIS_FILE
        for node in ast.walk(ast.parse(Path(file).read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_"
        and isinstance(node.args[0], ast.Constant)
    }  # fmt: skip

    assert sorted(said - known) == []


def test_no_gap_of_a_sentence_is_lost_or_added_in_dutch() -> None:
    for entry in polib.pofile(str(WORDS)):
        for said in (entry.msgstr, *entry.msgstr_plural.values()):
            assert not said or set(GAP.findall(said)) == set(GAP.findall(entry.msgid_plural or entry.msgid)), (
                entry.msgid
            )


def test_what_is_read_was_made_from_what_is_written() -> None:
    assert WORDS.with_suffix(".mo").read_bytes() == polib.pofile(str(WORDS)).to_binary(), "poe words"


@pytest.mark.parametrize("kind", list(Kind))
def test_a_dutch_paper_has_no_english_word_and_passes_the_gate(kind: Kind) -> None:
    data = a_paper(kind, mark, rows=1, language="nl")

    pdf = bytes_of(data)

    assert leaks(data, pdf) == ()
    assert not ENGLISH & tokens(painted(pdf))
    assert {"samenvatting", "november", "pagina"} <= tokens(painted(pdf))


def test_each_language_has_its_own_template_words_and_an_english_paper_does_not_pass_as_dutch() -> None:
    english = a_paper(Kind.PROGRESS, mark)

    assert "samenvatting" in template_words(Kind.PROGRESS, "nl")
    assert "samenvatting" not in template_words(Kind.PROGRESS, "en")
    assert leaks(a_paper(Kind.PROGRESS, mark, language="nl"), bytes_of(english)) != ()


def test_the_file_says_in_which_language_it_is() -> None:
    told = []
    for code in paper_languages():
        with pikepdf.open(BytesIO(bytes_of(a_paper(Kind.NOT_SUITABLE, mark, language=code)))) as pdf:
            told.append(str(pdf.Root.Lang))

    assert told == ["en-GB", "nl-NL"]


def test_the_writers_own_language_is_untouched_by_a_paper_in_another() -> None:
    with Speaking("nl"):
        assert _("Summary") == "Samenvatting"
    assert _("Summary") == "Summary"

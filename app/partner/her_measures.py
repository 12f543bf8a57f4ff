"""Records what she says of six areas at five time points; kept here alone, never beside his (13.4, 13.5)."""

from datetime import date

from app.core.errors import InvalidInput
from app.core.shapes import Draft, LongText, PartnerId, Row
from app.desk.act import Kind, act
from app.domain.questionnaires import stage_words
from app.partner.entries import entries, keep_entry
from app.partner.partners import OfPartner, PartnerRecord, shown_name
from app.partner.rights import Right
from app.partner.rules.her_measures import HerMeasure, Stage, problems
from app.partner.seat import PartnerNoun
from app.store.work import Work


class MeasureTaken(Draft):
    """Her figures at one time point; an area she left out is not known."""

    partner: PartnerId
    stage: Stage
    on: date
    scores: dict[str, int | str]
    words: LongText = ""


class MeasureRow(Row):
    """What she said at one time point, and who wrote it down."""

    entry: str
    measure: HerMeasure
    by: str


class MeasuresPage(Row):
    """All time points of one record, in their order; of one point the last one counts, the others stay.

    `points` says what each of the five is called here (K: a setting of the team).
    """

    partner: PartnerId
    number: str
    name: str
    rows: tuple[MeasureRow, ...]
    points: dict[str, str]


class MeasureKept(Row):
    """The entry that was written."""

    entry: str


class HerMeasures(PartnerNoun):
    """What a safety officer asks her about, when she wants to answer."""

    @act("partner.measure", Right.WRITE_PARTNER)
    def record(self, work: Work, draft: MeasureTaken) -> MeasureKept:
        """Record her figures at one of five time points; it is optional for her (13.4)."""
        if wrong := problems(draft.on, draft.scores, self.seat.clock.today()):
            raise InvalidInput(wrong)
        measure = HerMeasure(stage=draft.stage, on=draft.on, scores=draft.scores, words=draft.words)
        return MeasureKept(entry=keep_entry(work, self.seat, draft.partner, measure=measure))

    @act("partner.measures", Right.READ_PARTNER, kind=Kind.OPEN)
    def show(self, work: Work, draft: OfPartner) -> MeasuresPage:
        """Show what she said over time."""
        record = self.seat.vault.read(work, self.seat.vault.hers(work, draft.partner), PartnerRecord)
        found = [
            (one.measure.stage, one.at, one.turn, MeasureRow(entry=id, measure=one.measure, by=one.by_label))
            for id, one in entries(work, self.seat, draft.partner)
            if one.measure is not None
        ]
        rows = tuple(row for _stage, _at, _turn, row in sorted(found, key=lambda line: line[:3]))
        return MeasuresPage(
            partner=draft.partner, number=record.reference, name=shown_name(record), rows=rows, points=self._points()
        )  # fmt: skip

    def _points(self) -> dict[str, str]:
        """The five time points in their order, as the team calls them, or as the program does."""
        called = self.seat.settings([f"her_view.{one.value}" for one in Stage])
        return {one.value: str(called[f"her_view.{one.value}"]) or stage_words(one.value) for one in Stage}

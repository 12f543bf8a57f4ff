"""Proves that a case moves only as the table says, and that no path leads past a decision (CASE-1 to 11)."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.answers import Answer
from app.domain.codes import MARKS, HoldKind, MarkCode, mark_words
from app.domain.moves import (
    CLOSED,
    DESELECTED_REASONS,
    MOVES,
    OPEN,
    WITHDRAWN_REASONS,
    CaseState,
    Cause,
    Membership,
    ReasonCode,
    state_words,
)
from app.domain.red import RED, RedClock, RedKind, Told
from app.programme.rules.moves import (
    CaseFacts,
    FutureSession,
    MoveAsked,
    PaperDue,
    is_stale,
    papers_due,
    reasons_not_to_hold,
    reasons_not_to_move,
    targets_from,
    what_is_dropped,
)
from tests.rules.plans import BBR, a_pack

S = CaseState


def a_case(state=S.ON_PROGRAMME, **more):
    facts = {"has_started": True, "is_complete": True, "is_decided_suitable": Answer.YES} | more
    return CaseFacts(state, **facts)


def a_move(target, cause=Cause.MANUAL, **more):
    asked = {"reason_code": None, "review_on": date(2027, 1, 1), "second": "ben"} | more
    if "reason_code" not in more:
        asked["reason_code"] = ReasonCode.HEALTH
    return MoveAsked(target, cause, by="ana", **asked)


def why_not(case, asked, pack=BBR):
    return reasons_not_to_move(pack, case, asked)


@pytest.mark.parametrize("source", CaseState)
@pytest.mark.parametrize("target", CaseState)
def test_a_move_that_is_not_in_the_table_is_refused_naming_both_states(source, target):
    refused = why_not(a_case(source), a_move(target))

    if (source, target) not in MOVES and source is not target:
        assert state_words(source) in refused[0]
        assert state_words(target) in refused[0]
    if source is target:
        assert refused == (f"The case is already in this state: {state_words(source)}.",)


def test_every_open_case_can_be_withdrawn_and_no_closed_one():
    assert all((state, S.WITHDRAWN) in MOVES for state in OPEN)
    assert not any((state, S.WITHDRAWN) in MOVES for state in CLOSED)


def reachable(source, without):
    reached, ends = set(), [source]
    while ends:
        state = ends.pop()
        for start, target in MOVES:
            if start is state and target not in reached and (start, target) not in without:
                reached.add(target)
                ends.append(target)
    return reached


@pytest.mark.parametrize("refused", [S.REFERRED, S.NOT_SUITABLE, S.NOT_ELIGIBLE, S.WITHDRAWN, S.DESELECTED])
def test_no_path_leads_from_refused_to_attending_without_a_decision(refused):
    undecided = {
        pair
        for pair in MOVES
        if why_not(a_case(pair[0], is_decided_suitable=Answer.UNKNOWN), a_move(pair[1], MOVES[pair].cause))
    }

    assert S.PLACED in reachable(refused, without=set())
    assert not reachable(refused, undecided) & {S.WAITING, S.PLACED, S.ON_PROGRAMME}


def test_on_programme_comes_only_from_a_register_or_back_from_breach_or_by_undo():
    causes = {source: move.cause for (source, target), move in MOVES.items() if target is S.ON_PROGRAMME}

    assert causes == {S.PLACED: Cause.REGISTER, S.BREACH: Cause.MANUAL, S.COMPLETED: Cause.UNDO}
    assert why_not(a_case(S.PLACED), a_move(S.ON_PROGRAMME))
    assert why_not(a_case(S.PLACED), a_move(S.ON_PROGRAMME, Cause.REGISTER)) == ()
    assert why_not(a_case(S.PLACED, has_started=False), a_move(S.ON_PROGRAMME, Cause.REGISTER))


def test_back_from_breach_goes_where_the_registers_say():
    started, not_started = a_case(S.BREACH), a_case(S.BREACH, has_started=False)

    assert why_not(started, a_move(S.ON_PROGRAMME)) == ()
    assert why_not(started, a_move(S.PLACED))
    assert why_not(not_started, a_move(S.PLACED)) == ()
    assert why_not(not_started, a_move(S.ON_PROGRAMME))


def test_completed_needs_what_the_registers_show():
    assert why_not(a_case(), a_move(S.COMPLETED)) == ()
    assert why_not(a_case(is_complete=False), a_move(S.COMPLETED)) == (
        "The registers do not show that he has completed.",
    )


def test_away_is_only_for_packs_with_a_return_guarantee():
    peer = replace(BBR, group=replace(BBR.group, return_guarantee=True))

    assert why_not(a_case(), a_move(S.AWAY))
    assert why_not(a_case(), a_move(S.AWAY), peer) == ()


@pytest.mark.parametrize("pair", MOVES)
def test_every_need_of_a_move_is_asked_for(pair):
    (source, target), move = pair, MOVES[pair]
    peer = replace(BBR, group=replace(BBR.group, return_guarantee=True))
    case = a_case(source, has_started=(source, target) != (S.BREACH, S.PLACED) and pair != (S.ON_PROGRAMME, S.PLACED))

    assert why_not(case, a_move(target, move.cause), peer) == ()
    bare = why_not(case, MoveAsked(target, move.cause, by="ana"), peer)
    assert len(bare) == move.needs_reason + move.needs_second + move.needs_review_on


@pytest.mark.parametrize("source", [S.PLACED, S.ON_PROGRAMME, S.BREACH])
def test_everything_that_ends_a_place_tells_the_safety_team(source):
    ending = [move for (start, _target), move in MOVES.items() if start is source and move.membership is Membership.END]

    assert ending
    assert all(move.tells_safety_team for move in ending)


def test_leaving_a_group_names_a_state_of_the_table():
    """CASE-6."""
    assert why_not(a_case(), a_move(S.WAITING, Cause.LEAVE)) == ()
    assert why_not(a_case(), a_move(S.WAITING))
    assert why_not(a_case(), a_move(S.WITHDRAWN, Cause.LEAVE)) == ()
    assert why_not(a_case(), a_move(S.BREACH, Cause.LEAVE))
    assert why_not(a_case(S.PLACED), a_move(S.NOT_ELIGIBLE, Cause.LEAVE))


def test_a_reason_must_belong_to_the_state_and_other_needs_words():
    assert why_not(a_case(), a_move(S.WITHDRAWN, reason_code=ReasonCode.ATTITUDE))
    assert why_not(a_case(), a_move(S.DESELECTED, reason_code=ReasonCode.PERSONAL))
    assert why_not(a_case(), a_move(S.WITHDRAWN, reason_code=ReasonCode.OTHER))
    assert why_not(a_case(), a_move(S.WITHDRAWN, reason_code=ReasonCode.OTHER, note="Emigrates")) == ()
    assert why_not(a_case(), a_move(S.WITHDRAWN, note="x" * 501))


def test_the_reason_lists_are_those_of_the_page():
    assert len(WITHDRAWN_REASONS & DESELECTED_REASONS) == 8
    assert (len(WITHDRAWN_REASONS), len(DESELECTED_REASONS), len(ReasonCode)) == (21, 19, 32)


def test_the_second_person_is_somebody_else():
    assert why_not(a_case(), a_move(S.DESELECTED, second="ana")) == ("The second person must be somebody else.",)


def test_a_stale_view_is_noticed():
    """CASE-2."""
    assert is_stale(a_case(S.BREACH), a_move(S.WITHDRAWN, seen=S.ON_PROGRAMME))
    assert not is_stale(a_case(S.BREACH), a_move(S.WITHDRAWN, seen=S.BREACH))


def test_only_what_may_be_chosen_is_offered():
    offered = targets_from(BBR, a_case(is_complete=False), Cause.MANUAL)

    assert set(offered) == {S.BREACH, S.ASSESSING, S.DESELECTED, S.BACK_TO_REFERRER, S.WITHDRAWN}


SESSIONS = [FutureSession("g", True, True), FutureSession("c", False, True), FutureSession("o", False, False)]


def test_dropping_keeps_shared_catch_ups_and_cancels_what_was_his_alone():
    dropped = what_is_dropped(MOVES[S.ON_PROGRAMME, S.WITHDRAWN], SESSIONS)

    assert (dropped.taken_off, dropped.cancelled) == (("g", "c"), ("o",))


@given(st.sampled_from(sorted(MOVES)))
def test_a_move_that_keeps_the_place_drops_nothing(pair):
    dropped = what_is_dropped(MOVES[pair], SESSIONS)

    assert bool(dropped.taken_off) is (MOVES[pair].membership is Membership.END)


def test_a_hold_needs_words_and_a_review_date_and_there_is_one_of_each_kind():
    today = date(2026, 11, 22)

    assert reasons_not_to_hold(a_case(), False, "Operation", date(2026, 12, 1), today) == ()
    assert len(reasons_not_to_hold(a_case(S.COMPLETED), True, " ", None, today)) == 4
    assert len(HoldKind) == 6


def test_every_code_has_its_line_and_its_words():
    assert set(MARKS) == set(MarkCode)
    assert len({mark_words(code) for code in [*MarkCode, None]}) == len(MarkCode) + 1
    assert len({state_words(state) for state in CaseState}) == len(CaseState)


def test_danger_to_life_is_told_at_once_and_everything_else_by_the_next_working_day():
    assert set(RED) == set(RedKind)
    at_once = {kind for kind, means in RED.items() if means.clock is RedClock.AT_ONCE}
    assert at_once == {
        RedKind.THREAT_TO_LIFE,
        RedKind.WEAPON,
        RedKind.STRANGULATION,
        RedKind.THREAT_TO_CHILDREN,
        RedKind.SUICIDAL_OR_HOMICIDAL,
    }
    assert all(Told.POLICE in RED[kind].told and Told.SAFETY_TEAM in RED[kind].told for kind in at_once)


def test_a_pack_made_by_an_office_moves_by_the_same_table():
    assert why_not(a_case(), a_move(S.BREACH), a_pack()) == ()


def test_the_papers_of_a_move_hang_on_where_it_leads_and_an_undone_completion_owes_a_correction() -> None:
    """CASE-9, PATH-7, REP-14: the same for every case."""
    bad_news = (PaperDue.BAD_NEWS, PaperDue.REFERRER)

    assert papers_due(CaseState.ON_PROGRAMME, is_undo=True) == (PaperDue.CORRECTION,)
    assert papers_due(CaseState.ON_PROGRAMME) == ()
    assert [papers_due(one) for one in (CaseState.DESELECTED, CaseState.BREACH, CaseState.NOT_SUITABLE)] == [
        bad_news
    ] * 3
    assert papers_due(CaseState.WITHDRAWN) == (PaperDue.REFERRER,)
    assert (papers_due(CaseState.PLACED), papers_due(CaseState.COMPLETED)) == (
        (PaperDue.JOINING,), (PaperDue.COMPLETION,),
    )  # fmt: skip


def test_what_each_move_asks_for_is_what_the_table_of_the_domain_says() -> None:
    """CASE-1, CASE-12, SCR-5: review date, second name, reason and the word to the safety team, told here again."""
    ending = {CaseState.NOT_ELIGIBLE, CaseState.NOT_SUITABLE, CaseState.DESELECTED}
    silent = {
        *((one, CaseState.NOT_READY) for one in (CaseState.ASSESSING, CaseState.WAITING)),
        *((one, CaseState.WAITING) for one in (CaseState.ASSESSING, CaseState.NOT_READY, CaseState.BACK_TO_REFERRER)),
        *((one, CaseState.ASSESSING) for one in (
            CaseState.REFERRED, CaseState.NOT_READY, CaseState.WAITING, CaseState.BACK_TO_REFERRER)),
        *((one, CaseState.PLACED) for one in (CaseState.WAITING, CaseState.AWAY)),
    }  # fmt: skip
    not_asked_why = {
        (CaseState.REFERRED, CaseState.ASSESSING), (CaseState.ASSESSING, CaseState.WAITING),
        (CaseState.NOT_READY, CaseState.WAITING), (CaseState.ON_PROGRAMME, CaseState.PLACED),
        (CaseState.PLACED, CaseState.ON_PROGRAMME), (CaseState.WAITING, CaseState.PLACED),
        (CaseState.AWAY, CaseState.PLACED), (CaseState.ON_PROGRAMME, CaseState.COMPLETED),
    }  # fmt: skip

    assert {pair for pair, move in MOVES.items() if move.needs_review_on} == {
        (one, CaseState.NOT_READY) for one in (CaseState.ASSESSING, CaseState.WAITING, CaseState.PLACED)
    }
    assert {pair for pair, move in MOVES.items() if move.needs_second} == {
        pair for pair in MOVES if pair[1] in ending or pair[0] in CLOSED
    }
    assert {pair for pair, move in MOVES.items() if not move.tells_safety_team} == silent
    assert {pair for pair, move in MOVES.items() if not move.needs_reason} == not_asked_why

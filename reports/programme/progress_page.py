"""Prints a progress report: frozen values in, PDF bytes out, no question asked of anything (REP-4)."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import cache
from typing import BinaryIO

from app.core.errors import NotAllowed
from app.core.language import _, speaking
from app.core.shapes import replaced
from reports.kit.figures import Step, StepState
from reports.kit.page import Column, Paper, Surround
from reports.kit.traces import Shown, forms, spoken_tokens, tokens
from reports.kit.words import day, hours, of, partial_day
from reports.programme.progress import (
    AbsenceCount,
    Achievement,
    Attendance,
    Block,
    BlockState,
    Goal,
    Level,
    Mark,
    ProgressReport,
    RiskFactor,
    RiskResult,
    SessionLine,
    Source,
    problems,
)
from reports.programme.progress_words import (
    achievement_words,
    all_minutes,
    attendance_facts,
    level_words,
    limits,
    mark_words,
    source_words,
    summary_sentences,
    when,
)

TITLE = "Report"

"""Shapes the rows whose content only a key opens: id, whose it is, version, one envelope (SEC-13)."""

from typing import Any, ClassVar

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from models.base.tables import Id, Kept


class Sealed(Kept):
    """A record under one partner's key; the act seals `doc` and counts `version` up itself."""

    SEALED: ClassVar[bool] = True

    partner_id: Mapped[str] = mapped_column(Id, nullable=False, index=True)
    doc: Mapped[Any] = mapped_column(LargeBinary, nullable=False)


class TeamSealed(Kept):
    """A record under the safety team's key: no partner stands beside it in clear."""

    SEALED: ClassVar[bool] = True

    doc: Mapped[Any] = mapped_column(LargeBinary, nullable=False)

"""Lists her records whose time is over; a hold is set on the page of the record (RET-4)."""

from app.bridge.desk import BridgeDesk
from ui.shell.retention import RetentionScreen


class HerRetentionScreen(RetentionScreen[BridgeDesk]):
    """Opens the record to hold it."""

    holds_at = "erasure"

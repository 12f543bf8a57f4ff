"""Makes a whole, encrypted copy of an embedded database, for keeping before something is changed (SEC-32)."""

from pathlib import Path

from app.core.paths import make_private
from app.store.engine import open_file
from app.store.work import Store


def copy_file(store: Store, to: Path, key: bytes) -> Path:
    """A copy under the same key, made by the engine itself into a connection keyed first."""
    make_private(to.parent)
    to.unlink(missing_ok=True)
    target = open_file(to, key, guarded_memory=False)
    source = store.engine.raw_connection()
    try:
        source.driver_connection.backup(target)  # type: ignore[union-attr]
    finally:
        source.close()
        target.close()
    return to

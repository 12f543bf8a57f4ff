"""Makes the one Qt application of a process, dressed in its desk's colour."""

import sys

from PySide6.QtWidgets import QApplication

from ui.kit.theme import Theme
from ui.kit.tokens import Accent


def application(accent: Accent) -> QApplication:
    """The one application of this process, dressed in a desk's colour."""
    found = QApplication.instance()
    app = found if isinstance(found, QApplication) else QApplication(sys.argv[:1])
    app.setApplicationDisplayName("")
    Theme(app, accent)
    return app

"""What a user's module can do wrong, as one exception that says where.

A fault's kind is one of: import, model, inputs, unsupported, trace, endless. The Java side says what to do
about each kind; the text says what was found.
"""

import sys
import traceback

STAGE = []

class Fault(Exception):
    """The user's file cannot be made a task."""

    def __init__(self, kind, text, line=None):
        super().__init__(text)
        self.kind = kind
        self.text = text
        self.line = line


def line_of(error, path):
    """The last line of the user's file that an exception passed, or None."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame.lineno for frame in frames if frame.filename == path]
    return lines[-1] if lines else None


def current_line(path):
    """The line of the user's file that is running, or None."""
    frame = sys._getframe(1)
    while frame is not None and frame.f_code.co_filename != path:
        frame = frame.f_back
    return frame.f_lineno if frame else None


def text_of(error):
    """An exception's type and the first line of what it says."""
    said = str(error).strip().splitlines()
    return type(error).__name__ + (": " + said[0] if said else "")


def guarded(kind, what, path, action):
    """Runs a part of the user's file; what goes wrong in it becomes a fault of that kind.

    Where a file for it is named, it says which part runs: whoever ends an endless one reads it.
    """
    if STAGE:
        with open(STAGE[0], "w", encoding="utf-8") as file:
            file.write(kind)
    try:
        return action()
    except Fault:
        raise
    except (Exception, SystemExit) as error:
        raise Fault(kind, what + ": " + text_of(error), line_of(error, path)) from error

"""A child for the supervisor to keep: `played_child.py NAME FOLDER [HOW]`.

It notes its start and its stop in a file that all children share.
"""

import os
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import NoReturn

_, name, folder, *how = sys.argv


def note(what: str) -> None:
    with (Path(folder) / "notes").open("a") as notes:
        notes.write(f"{name} {what}\n")


def stop(signum: int, frame: FrameType | None) -> NoReturn:
    del signum, frame
    note("stopped")
    os._exit(0)


signal.signal(signal.SIGTERM, signal.SIG_IGN if "stubborn" in how else stop)
draft = Path(folder) / f"{name}.{os.getpid()}"
draft.write_text(str(os.getpid()))
draft.rename(Path(folder) / f"{name}.pid")
note("started")
sys.stdout.write(f"hello from {name}\n")
sys.stdout.flush()
if "settings" in how:
    sys.stderr.write("PITBOARD_PORT: not a number\n")
    sys.exit(2)
if "brief" in how:
    sys.exit(7)
while True:
    signal.pause()

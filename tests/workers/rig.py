"""The real worker and the real clock as processes, over a line of files.

`python -m tests.workers.rig worker|clock URL ROOT [QUEUE [LINGER]]`, and for comparison RQ's own
worker as it comes, which works until the queue is empty: `... plain URL ROOT [SERIALIZER]`.
"""

import logging
import sys
from pathlib import Path

from rq import SimpleWorker

from tests.workers.folder_line import FolderLine
from workers.horse import hush_rq
from workers.queue import Bells, connect
from workers.serializer import SignedSerializer
from workers.worker import PitboardWorker

SECRET = b"an invented secret of some length"


def main(role: str, url: str, root: str, queue: str = "line", linger: str = "5") -> None:
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    hush_rq()
    line, serializer = FolderLine(Path(root)), SignedSerializer(SECRET)
    if role == "clock":
        from workers.clock import run  # noqa: PLC0415 - imports the settings, which cost 0.3 s
        from workers.lifeline import Signals  # noqa: PLC0415 - the same

        run(line, Bells(connect(url), serializer), stop=Signals())
        return
    connection = connect(url)
    if role == "plain":
        SimpleWorker(["line"], connection=connection, serializer=queue).work(burst=True)
        return
    worker = PitboardWorker(
        queue, connection, serializer=serializer, line=line, linger=float(linger)
    )
    worker.serve()


if __name__ == "__main__":
    main(*sys.argv[1:])

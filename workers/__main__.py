"""`python -m workers [--queue line|deliver]`: one process for each queue, or the one named.

Everything is imported before the first fork, so a job starts warm and shares its pages.
"""

import argparse
import logging
import os
import signal
import subprocess
import sys

from automation.errors import SettingsError
from automation.settings import Settings, load_settings
from workers.jobs import QUEUES
from workers.lifeline import Signals, lifeline

log = logging.getLogger("workers")


def main(queue: str | None = None) -> int:
    """Work on `queue`, or on each in a process of its own, until SIGTERM.

    Returns 0 then, 2 when a setting must be mended first, 1 when a process died.
    """
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    try:
        settings = load_settings()
        return _work(queue, settings) if queue else _work_on_all()
    except SettingsError as error:
        log.error("worker: %s", error)  # noqa: TRY400 - a sentence for a person, not a traceback
        return 2


def _work(queue: str, settings: Settings) -> int:
    # All of Pitboard is imported here, and not by the process that only watches two of these.
    from automation.bootstrap import open_line  # noqa: PLC0415 - see above
    from workers.address import redis_url  # noqa: PLC0415 - see above
    from workers.horse import hush_rq  # noqa: PLC0415 - see above
    from workers.queue import connect  # noqa: PLC0415 - see above
    from workers.serializer import SignedSerializer  # noqa: PLC0415 - see above
    from workers.worker import PitboardWorker  # noqa: PLC0415 - see above

    hush_rq()
    connection = connect(redis_url(settings.redis_url, settings.run, settings.data))
    serializer = SignedSerializer(settings.secret_key)
    line = open_line(settings)
    PitboardWorker(queue, connection, serializer=serializer, line=line).serve()
    return 0


def _work_on_all() -> int:
    """Run one child for each queue and pass signals on; the first to end ends the others.

    Starting a dead one again is the supervisor's affair, or systemd's, and includes this process.
    """
    signals = Signals()
    hold = lifeline(os.getpid(), signal.SIGTERM)
    children = [
        subprocess.Popen(  # noqa: S603 - this module again
            [sys.executable, "-m", "workers", "--queue", queue],
            start_new_session=True,  # Ctrl-C reaches this process alone
            preexec_fn=hold,  # noqa: PLW1509 - no threads here
        )
        for queue in QUEUES
    ]
    passed_on = 0
    while alive := [child for child in children if child.poll() is None]:
        wanted = max(signals.stops, int(len(alive) < len(children)))
        if wanted > passed_on:
            passed_on = wanted
            for child in alive:
                child.terminate()
        signals.wait(60.0)
    if signals.stops:
        return 0
    return next((child.returncode for child in children if child.returncode > 0), 1)


def _chosen() -> str | None:
    parser = argparse.ArgumentParser(prog="python -m workers")
    parser.add_argument("--queue", choices=QUEUES, help="one process, for this queue alone")
    chosen: str | None = parser.parse_args().queue
    return chosen


if __name__ == "__main__":
    sys.exit(main(_chosen()))

"""`python -m bench.entry web|clock|line|deliver`: Pitboard's own processes, which know the sink."""

import sys

from automation.bootstrap import open_line
from automation.settings import load_settings
from automation.web.app import create_app
from automation.web.server import serve
from bench import sink_tracker
from workers.__main__ import main as work
from workers.clock import main as tick


def main(role: str) -> int:
    """Run one process until it is told to stop."""
    sink_tracker.register()
    if role == "web":
        settings = load_settings()
        serve(settings, lambda: create_app(open_line(settings)))
        return 0
    return tick() if role == "clock" else work(role)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))

"""A supervisor over played children: `python -m tests.cli.supervised FOLDER NAME[=HOW]...`.

Behind a name may stand whom it is started after (`>OTHER`) or lets go first (`<OTHER`).

A child that is to be waited for is ready once FOLDER/NAME.ready exists; "missing" has no program.
"""

import sys
from pathlib import Path

from automation.cli.supervisor import Child, Supervisor

PLAYED = Path(__file__).with_name("played_child.py")


def main(folder: Path, *words: str) -> int:
    asked = [word.partition("<" if "<" in word else ">") for word in words]
    waited_for = {other for _, _, other in asked if other}

    def child(what: str, how_so: str, other: str) -> Child:
        name, _, how = what.partition("=")
        program = "/no/such/program" if how == "missing" else sys.executable
        return Child(
            name,
            [program, str(PLAYED), name, str(folder), *how.split()],
            after=(other,) if how_so == ">" else (),
            behind=(other,) if how_so == "<" else (),
            ready=(folder / f"{name}.ready").exists if name in waited_for else None,
            stop_seconds=0.3 if how == "stubborn" else 10,
        )

    children = [child(*each) for each in asked]
    many = 3 if (folder / "news").exists() else 0
    news = (f"so far: {number}" for number in range(many))
    return Supervisor(children, on_ready=(folder / "all-ready").touch, news=news).run()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), *sys.argv[2:]))

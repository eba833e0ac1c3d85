"""What a planted name points at: it leaves a file where `STRIKE` says, so that it is noticed."""

import os
from pathlib import Path


def strike(*arguments: object) -> None:
    del arguments
    Path(os.environ["STRIKE"]).touch()


class Struck:
    """Unpickling it strikes."""

    def __reduce__(self) -> tuple[object, ...]:
        return strike, ()

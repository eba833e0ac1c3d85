"""What the children of the supervisor say, each line with the name of who says it."""

import os
from collections.abc import Sequence
from typing import TextIO

COLOURS = (36, 33, 32, 35, 34, 31)
NARROWEST = 8


class Labels:
    """Prints `web      | line`, in colour on a terminal; a reader that leaves is no error.

    On a terminal one more line may stand below all others and change.
    """

    def __init__(self, names: Sequence[str], out: TextIO) -> None:
        """`names` are all who will speak."""
        self._out = out
        self._names = names
        self._width = max([NARROWEST, *map(len, names)])
        self._is_terminal = out.isatty()
        self._in_colour = self._is_terminal and "NO_COLOR" not in os.environ
        self._below = ""

    def say(self, name: str, line: str) -> None:
        """Print one line."""
        label = f"{name:<{self._width}} | "
        if self._in_colour:
            colour = COLOURS[self._names.index(name) % len(COLOURS)]
            label = f"\033[{colour}m{label}\033[0m"
        self._print(f"{label}{line}\n{self._below if self._is_terminal else ''}")

    def show(self, line: str) -> None:
        """Let this stand below all others; elsewhere than on a terminal it is said once."""
        if self._is_terminal:
            self._print(line)
        elif line != self._below:
            self.say("pitboard", line)
        self._below = line

    def leave(self) -> None:
        """Let what stands below stay where it is, as a line like any other."""
        if self._is_terminal and self._below:
            self._print(f"{self._below}\n")
        self._below = ""

    def _print(self, text: str) -> None:
        """Print over what stands below."""
        if self._is_terminal and self._below:
            text = f"\r\033[K{text}"
        try:
            print(text, end="", file=self._out, flush=True)
        except OSError:
            # Whoever read us is gone, and the children are not to go with them. The descriptor
            # itself is turned away: Python flushes what is left at its end, and would exit 120.
            with open(os.devnull, "w") as nowhere:  # noqa: PTH123 - its descriptor is wanted
                os.dup2(nowhere.fileno(), self._out.fileno())

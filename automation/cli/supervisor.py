"""`pitboard up`'s own half: starts the processes in order, keeps them running, stops them in order.

One thread and one selector: it sleeps until a child speaks or dies, a signal comes or time is up.
"""

import selectors
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TextIO

from automation.cli.child import Child, Running
from automation.cli.labels import Labels
from workers.lifeline import Signals

__all__ = ["Child", "Supervisor"]

FIRST_DELAY, LONGEST_DELAY, LONG_LIFE = 0.2, 10.0, 30.0
LOOK = 0.05
"""Seconds between two looks at whether a child is ready."""
NEWS = 0.25
"""Seconds between two looks at how far something is."""
SETTINGS_ERROR = 2
KILLED = 130
"""What a shell shows for a process that Ctrl-C ended."""


def next_delay(previous: float, lived: float) -> float:
    """Seconds until a child that lived `lived` seconds is started again; 0 if it never was."""
    if not previous or lived >= LONG_LIFE:
        return FIRST_DELAY
    return min(2 * previous, LONGEST_DELAY)


@dataclass
class _Post:
    """A child's place: who stands there, and when the next one may."""

    child: Child
    running: Running | None = None
    delay: float = 0.0
    start_at: float = 0.0
    kill_at: float | None = None


class Supervisor:
    """Runs `children` until a signal. The order given is the order of starting."""

    def __init__(
        self,
        children: Sequence[Child],
        *,
        on_ready: Callable[[], None] = lambda: None,
        news: Iterable[str] = (),
        out: TextIO | None = None,
    ) -> None:
        """`on_ready` is called once, when every child is ready the first time.

        From then on `news` is asked for a line again and again, until it has no more.
        """
        self._posts = {child.name: _Post(child) for child in children}
        self._on_ready = on_ready
        self._labels = Labels([*self._posts, "pitboard"], out or sys.stdout)
        self._said_ready = False
        self._news: Iterator[str] | None = iter(news)
        self._next_news = 0.0
        self._code: int | None = None  # set once everything is to stop
        self._why = ""

    def run(self) -> int:
        """Return 0 after an orderly stop, 2 when a child's settings must be mended first."""
        signals = Signals()
        with selectors.DefaultSelector() as self._selector:
            self._selector.register(signals, selectors.EVENT_READ)
            while True:
                self._bury(time.monotonic())
                if signals.stops > 1:
                    return self._kill_all()
                if signals.stops and self._code is None:
                    self._stop(0, "stopped")
                if self._code is None:
                    self._tend(time.monotonic())
                elif not self._wind_down(time.monotonic()):
                    self._say(self._why)
                    return self._code
                self._listen(signals)

    def _tend(self, at: float) -> None:
        """Start whom nothing holds back, and see who is ready."""
        for post in self._posts.values():
            if post.running is None and at >= post.start_at and self._may_start(post):
                self._start(post, at)
        standing = [post.running for post in self._posts.values() if post.running]
        ready = sum(running.look() for running in standing)
        if ready == len(self._posts) and not self._said_ready:
            self._said_ready = True
            self._on_ready()
        if self._said_ready and self._news is not None and at >= self._next_news:
            self._tell(self._news, at)

    def _tell(self, news: Iterator[str], at: float) -> None:
        line = next(news, None)
        self._next_news = at + NEWS
        if line is None:
            self._news = None
            self._labels.leave()
        else:
            self._labels.show(line)

    def _may_start(self, post: _Post) -> bool:
        first = () if post.delay else post.child.behind
        needed = [self._posts[name].running for name in (*post.child.after, *first)]
        return all(running is not None and running.is_ready for running in needed)

    def _start(self, post: _Post, at: float) -> None:
        try:
            post.running = Running(post.child, at=at)
        except OSError as error:
            self._stop(SETTINGS_ERROR, f"{post.child.name} cannot be started: {error}")
            return
        self._selector.register(post.running, selectors.EVENT_READ, post.running)

    def _bury(self, at: float) -> None:
        """Take note of children that ended, and decide what follows."""
        for post in self._posts.values():
            running = post.running
            if running is None or running.process.poll() is None:
                continue
            running.sweep()
            for _ in range(2):  # its last words, all that fits in a pipe; then that they were
                self._hear(running)
            post.running = None
            if self._code is None:
                self._replace(post, running, at)

    def _replace(self, post: _Post, ended: Running, at: float) -> None:
        name, lived = post.child.name, at - ended.started
        # Settings that were good once are not to blame: the disk is full, say, and that passes.
        is_first = not post.delay and lived < LONG_LIFE
        if is_first and ended.process.returncode == SETTINGS_ERROR:
            self._stop(SETTINGS_ERROR, f"{name} cannot run: {ended.last_line}")
            return
        post.delay = next_delay(post.delay, lived)
        post.start_at = at + post.delay
        self._say(f"{name} {ended.end}, starting it again in {post.delay:.1f} s")

    def _stop(self, code: int, why: str) -> None:
        self._code, self._why = code, why

    def _wind_down(self, at: float) -> bool:
        """Stop the last child that stands, then the one before it; whether any still stands."""
        standing = [post for post in self._posts.values() if post.running]
        if not standing:
            return False
        post = standing[-1]
        if post.running is None:
            return True
        if post.kill_at is None:
            post.kill_at = at + post.child.stop_seconds
            post.running.stop()
        elif at >= post.kill_at:
            self._say(f"{post.child.name} did not stop in {post.child.stop_seconds:.0f} s, killed")
            post.running.sweep()
            post.kill_at = at + LONGEST_DELAY
        return True

    def _kill_all(self) -> int:
        for post in self._posts.values():
            if post.running:
                post.running.sweep()
        self._say("killed")
        return KILLED

    def _listen(self, signals: Signals) -> None:
        """Sleep until something happens, and print what the children say."""
        for key, _ in self._selector.select(self._until_next()):
            if isinstance(key.data, Running):
                self._hear(key.data)
            else:
                signals.clear()

    def _until_next(self) -> float | None:
        at = time.monotonic()
        times = [post.kill_at for post in self._posts.values() if post.running and post.kill_at]
        if self._code is None:
            absent = [post for post in self._posts.values() if post.running is None]
            times += [max(post.start_at, at + LOOK) for post in absent]
            waiting = any(p.running and not p.running.is_ready for p in self._posts.values())
            times += [at + LOOK] if waiting else []
            times += [self._next_news] if self._said_ready and self._news is not None else []
        return max(0.0, min(times) - at) if times else None

    def _hear(self, running: Running) -> None:
        if not running.is_heard:
            return
        lines, more = running.read()
        for line in lines:
            self._labels.say(running.child.name, line)
        if not more:
            self._selector.unregister(running)
            running.close()

    def _say(self, news: str) -> None:
        self._labels.say("pitboard", news)

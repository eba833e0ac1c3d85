"""Whom the replayed rules write to: the stage for every tracker, nobody for mails and webhooks."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from automation.backtest.stage import Stage
from automation.effects import Comment, Email, Notice, Outcome, SetField, SetLabel, Webhook
from automation.engine.deciding.standing import read_place
from automation.model import Item, Reading, Value
from automation.pipeline import Turn, deliver
from automation.ports import Answer, Clock, Errand, OwnWrite
from automation.store.outbox import Outbox
from automation.store.progress import Answered, Begun, Progress, keep_progress
from automation.store.record import Record

TAKES: tuple[type, ...] = (SetLabel, SetField, Comment, Email, Notice, Webhook)
"""Effects that are carried out as they are live; of others only the wish is kept."""


class PaperTracker:
    """A tracker in which only our own writes of the replay happen, at once."""

    def __init__(
        self, connection: str, stage: Stage, clock: Clock, echo: Callable[[Reading], None]
    ) -> None:
        """`echo` takes the message that comes back from each write."""
        self._connection = connection
        self._stage = stage
        self._clock = clock
        self._echo = echo

    def actor_id(self, *, timeout: float) -> str:
        """Who we are there."""
        del timeout
        return self._stage.account(self._connection).id

    def directory(self, *, timeout: float) -> Mapping[str, str]:
        """No ids that are not on record."""
        del timeout
        return {}

    def labels(self, key: str, *, timeout: float) -> tuple[str, ...]:
        """The labels that stand on the target now."""
        del timeout
        return tuple(sorted(self._item(key).labels))

    def put_on(self, key: str, label: str, *, timeout: float) -> None:
        """Put a label on."""
        del timeout
        self._write(key, {f"label:{label}": label})

    def take_off(self, key: str, label: str, *, timeout: float) -> None:
        """Take a label off."""
        del timeout
        self._write(key, {f"label:{label}": None})

    def fields(self, key: str, places: Sequence[str], *, timeout: float) -> Mapping[str, Value]:
        """What these fields of the target read now."""
        del timeout
        item = self._item(key)
        return {place: read_place(item, place) for place in places}

    def set_fields(self, key: str, values: Mapping[str, Value], *, timeout: float) -> None:
        """Write all of these fields."""
        del timeout
        self._write(key, values)

    def comment(self, key: str, text: str, marker: str, *, timeout: float) -> str:
        """Say something under the target; its id."""
        del key, text, timeout
        return f"replay:{marker}"

    def edit_comment(self, key: str, id_: str, text: str, marker: str, *, timeout: float) -> None:
        """Let a comment of ours read otherwise."""

    def still_reads(self, key: str, id_: str, text: str, marker: str, *, timeout: float) -> bool:
        """Nobody edits what is only on paper."""
        del key, id_, text, marker, timeout
        return True

    def delete_comment(self, key: str, id_: str, *, timeout: float) -> None:
        """Take a comment of ours away."""

    def find_comment(self, key: str, marker: str, *, timeout: float) -> str | None:
        """There is none that is not on record."""

    def _item(self, key: str) -> Item:
        found = self._stage.shows(self._connection, key)
        if found is None:
            raise LookupError(f"{self._connection}:{key} was not there")
        return found

    def _write(self, key: str, changes: Mapping[str, Value]) -> None:
        self._echo(self._stage.writes(self._item(key), self._clock(), changes))


class Nobody:
    """Takes every mail and every webhook, and sends none."""

    def send(self, email: Email, *, timeout: float) -> None:
        """Nothing goes out."""

    def post(self, webhook: Webhook, *, timeout: float) -> str:
        """Nothing is posted, and nobody answers."""
        del webhook, timeout
        return "replayed"


class PaperOutbox:
    """The outbox of one turn: nobody is in a hurry, so all that is reported is kept at once."""

    def __init__(self, outbox: Outbox) -> None:
        """Nothing is reported yet."""
        self._outbox = outbox
        self._news: list[Progress] = []

    def begin(
        self, errand: Errand, *, owner: str, wall: datetime, echo: Sequence[OwnWrite] = ()
    ) -> bool:
        """Nobody else is at work."""
        self._news.append(Begun(errand, owner, wall, tuple(echo)))
        return True

    def settle(self, errand: Errand, answer: Answer, *, owner: str, wall: datetime) -> bool:
        """Keep in mind what became of it."""
        self._news.append(Answered(errand, owner, wall, answer))
        return True

    def give_back(self, errand: Errand, *, owner: str) -> None:
        """Nothing is given back: there is time for all."""

    def introduce(self, connection: str, actor_id: str, directory: Mapping[str, str]) -> None:
        """Remember the account we write as."""
        self._outbox.introduce(connection, actor_id, directory)

    def keep(self, record: Record) -> None:
        """Put on record what was reported, in its order."""
        begun = [each for each in self._news if isinstance(each, Begun)]
        with record.database.writing() as connection:
            keep_progress(connection, begun)
            keep_progress(connection, [each for each in self._news if each not in begun])
        self._news = []


def carry_out(turn: Turn, parcel: Sequence[Errand]) -> None:
    """Deliver what the stage can show; of the rest say that it was done."""
    if isinstance(parcel[0].effect, TAKES):
        deliver(turn, parcel)
        return
    for errand in parcel:
        if turn.begin(errand):
            answer = Answer(Outcome.DONE, "replayed")
            turn.outbox.settle(errand, answer, owner=turn.owner, wall=turn.clock())

"""Two items of one title in one mail: each gets something beside it that tells which it is."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from automation.reports.digest import Digest, Row


def told_apart(digest: Digest, team_name: Callable[[str], str], *, shown: int) -> Digest:
    """The same with a mark on rows whose titles read alike in their first `shown` characters: the
    team's name, or the key where teams tell nothing apart.
    """
    rows = [row for each in digest.sections.values() for row in each]
    marks = _marks(rows, team_name, shown)
    sections = {
        name: tuple(replace(row, apart=marks.get(row.item_id, "")) for row in each)
        for name, each in digest.sections.items()
    }
    return replace(digest, sections=sections) if marks else digest


def _marks(rows: Iterable[Row], team_name: Callable[[str], str], shown: int) -> Mapping[str, str]:
    alike: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        alike[row.title.casefold()[: shown - 1]].append(row)
    marks: dict[str, str] = {}
    for twins in alike.values():
        if len(twins) > 1:
            teams = [team_name(row.team) if row.team else "" for row in twins]
            differ = all(teams) and len({each.casefold() for each in teams}) == len(twins)
            keys = [row.key.partition(":")[2] or row.key for row in twins]
            marks |= dict(
                zip((row.item_id for row in twins), teams if differ else keys, strict=True)
            )
    return marks

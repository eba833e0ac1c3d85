"""Every file of the folder that is not a rule, joined to one World or to all that is wrong."""

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TypeVar

from automation.engine.folder import measures
from automation.engine.folder.asking import Imported
from automation.engine.folder.mapping import TrackerMapping, compile_mapping
from automation.engine.folder.measures import Asked
from automation.engine.folder.objectives import Objective, join_objectives, read_objectives
from automation.engine.folder.people import Person, compile_people, join_people
from automation.engine.folder.places import Place
from automation.engine.folder.policy import Said, join_policies, read_policy
from automation.engine.folder.shapes import choices
from automation.engine.folder.teams import Read, join_teams, read_teams
from automation.engine.folder.world import World
from automation.engine.language.vocabulary import suggest
from automation.errors import Problem

KINDS = ("policy", "mapping", "teams", "objectives", "people")
"""The keys behind the version of files read here; `rule` and `report` are read elsewhere."""

_ALL = ("rule", "report", *KINDS)
_OF_A_RULE = frozenset({"when", "about", "let", "if", "derive", "then", "else", "limits", "tests"})
T = TypeVar("T")
Found = tuple[T, list[Problem]]


def kind_of(root: Place) -> str:
    """Which grammar a file has: `rule`, `report`, one of KINDS, `table`, or "" for none.

    What is no mapping, or has keys that only a rule has, is taken for a rule.
    """
    if root.file.endswith(".csv"):
        return "table"
    if not isinstance(root.node.value, Mapping):
        return "rule"
    named = [each for each in _ALL if each in root.node.value]
    if named:
        return named[0]
    return "rule" if _OF_A_RULE & root.node.value.keys() else ""


def without_kind(root: Place) -> Problem:
    """Say that nothing tells what the file is, at the key that was probably meant."""
    keys = [key for key, _ in root.entries() if key != "pitboard"]
    said = f"the key behind the version says what a file is: {choices(_ALL)}"
    near = next(((key, hint) for key in keys if (hint := suggest(key, _ALL))), None)
    return root.key_problem(near[0], said, near[1]) if near else root.problem(said)


def build_world(roots: Mapping[str, Place]) -> Found[World]:
    """Join the files of KINDS and the tables they name; `roots` may hold rules as well."""
    by_kind: dict[str, list[Place]] = {}
    for root in roots.values():
        by_kind.setdefault(kind_of(root), []).append(root)
    missing = set(KINDS) - set(by_kind)
    problems: list[Problem] = []
    mapping = _keep(_mapping(by_kind.get("mapping", [])), problems)
    people = [
        p for root in by_kind.get("people", []) for p in _keep(compile_people(root), problems)
    ]
    teams = [t for root in by_kind.get("teams", []) if (t := _keep(read_teams(root), problems))]
    said = [s for root in by_kind.get("policy", []) for s in _keep(read_policy(root), problems)]
    named = [
        o for root in by_kind.get("objectives", []) for o in _keep(read_objectives(root), problems)
    ]
    objectives = [_keep(_measured(each, roots), problems) for each in named]
    imported = _keep(_imported(mapping, roots), problems)
    known = _Known(people, teams, {kind_of(roots[each.file]) for each in problems} | missing)
    problems += [*_strangers(known, objectives), *_unknown_teams(known, said)]
    return (
        World(
            mapping=mapping,
            teams=_keep(join_teams(teams), problems),
            objectives=_keep(join_objectives(objectives), problems),
            people=_keep(join_people(people), problems),
            policies=_keep(join_policies(said), problems),
            imported=imported,
        ),
        list(dict.fromkeys(problems)),  # two files may name one broken table
    )


def _keep(found: Found[T], problems: list[Problem]) -> T:
    problems += found[1]
    return found[0]


def _mapping(roots: list[Place]) -> Found[TrackerMapping]:
    mapping, problems = compile_mapping(roots[0]) if roots else (TrackerMapping(), [])
    for other in roots[1:]:
        said = f"a mapping stands in {roots[0].file} already; put everything into that file"
        problems.append(other.key_problem("mapping", said))
    return mapping or TrackerMapping(), problems


def _measured(objective: Objective, roots: Mapping[str, Place]) -> Found[Objective]:
    """The objective with the points of its CSV; an address is read by somebody else."""
    place = objective.place.find("measure", "source")
    if place is None or not objective.source.endswith(".csv") or "://" in objective.source:
        return objective, []
    table, problems = _table(place, objective.source, roots)
    if table is None:
        return objective, problems
    points, problems = measures.measure(table)
    return replace(objective, points=points), problems


def _imported(mapping: TrackerMapping, roots: Mapping[str, Place]) -> Found[Imported]:
    rows: dict[str, list[tuple[str, Asked]]] = {}
    problems: list[Problem] = []
    for source, place in mapping.sources:
        table = _keep(_table(place, source, roots), problems)
        for row in _keep(measures.asked(table), problems) if table else ():
            rows.setdefault(row.item.casefold(), []).append((table.file if table else "", row))
    return Imported({item: tuple(asked) for item, asked in rows.items()}), problems


def _table(place: Place, source: str, roots: Mapping[str, Place]) -> Found[Place | None]:
    """The table of this name beside the file that names it, else at the top of the folder."""
    beside = posixpath.normpath(posixpath.join(posixpath.dirname(place.file), source))
    for name in (beside, source):
        if name in roots:
            return roots[name], []
    if len(roots) == 1:
        return None, []  # one file is checked alone
    tables = [name for name in roots if name.endswith(".csv")]
    said = f'there is no file "{beside}" in the rules folder; put it there, or correct its name'
    return None, [place.problem(said, suggest(source, tables))]


class _Known:
    """Who the files know. Nobody is looked for in a kind that is missing or cannot be read."""

    def __init__(
        self, people: list[tuple[Person, Place]], teams: list[Read], silent: set[str]
    ) -> None:
        self.lines = [each for file in teams for each in file.teams]
        companies = [found for file in teams if (found := file.root.child("company"))]
        self.with_contacts = [*(place for _, _, place in self.lines), *companies]
        self.people = None if "people" in silent else {person.id for person, _ in people}
        self.teams = None if "teams" in silent else {id_ for id_, _, _ in self.lines}
        self.both = people


def _strangers(known: _Known, objectives: list[Objective]) -> Iterator[Problem]:
    """Tell leads and owners that no file names, and an id that is both a team's and a person's."""
    for _, team, place in known.lines:
        where = place.child("lead")
        if known.people is not None and team.lead and team.lead not in known.people and where:
            said = f'nobody in people.yaml is called "{team.lead}"; write a person\'s id there'
            yield where.problem(said, suggest(team.lead, known.people))
    yield from _unknown_contacts(known)
    yield from _teamless(known)
    everybody = (known.people or set()) | (known.teams or set())
    for each in objectives:
        owner, where = each.sheet.owner, each.place.child("owner")
        complete = known.people is not None and known.teams is not None
        if complete and owner and owner not in everybody and where:
            said = f'no person and no team is called "{owner}"; write the id of one'
            yield where.problem(said, suggest(owner, everybody))
    for person, place in known.both:
        if person.id in (known.teams or ()):
            said = f'"{person.id}" is the id of a team as well; give one of them another'
            yield place.problem(said)


def _unknown_contacts(known: _Known) -> Iterator[Problem]:
    """Tell contacts that are no addresses, and ids of nobody."""
    people = known.people
    for place in known.with_contacts if people is not None else ():
        under = place.child("contacts")
        for _, where in under.entries() if under else ():
            said = where.node.value
            if isinstance(said, str) and "@" not in said and said not in (people or ()):
                told = f'nobody in people.yaml is called "{said}"; write an id, or an address'
                yield where.problem(told, suggest(said, people or ()))


def _teamless(known: _Known) -> Iterator[Problem]:
    """Tell people of a team that no file names."""
    for person, place in known.both:
        where = place.child("team")
        if known.teams is not None and person.team and person.team not in known.teams and where:
            said = f'no team in teams.yaml is called "{person.team}"; write the id of one'
            yield where.problem(said, suggest(person.team, known.teams))


def _unknown_teams(known: _Known, said: list[Said]) -> Iterator[Problem]:
    told = set[tuple[str, str]]()
    for each in said:
        new = (each.place.file, each.team) not in told
        if known.teams is None or not each.team or each.team in known.teams or not new:
            continue
        told.add((each.place.file, each.team))
        line = f'no team in teams.yaml is called "{each.team}"; write the id of one'
        yield each.place.problem(line, suggest(each.team, known.teams))

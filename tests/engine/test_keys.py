"""Every word of the rule language is told in the reference, shows how it is written, is tried."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from automation.actions import ACTIONS
from automation.engine.grammar.when_sheet import TRIGGERS
from automation.engine.language.thresholds import signals
from automation.engine.language.vocabulary import (
    ACTOR,
    EVENT,
    EVENT_KINDS,
    FILTERS,
    ITEM,
    NAMES,
    OF_COLOUR,
    OF_PACE,
    OF_PROGRESS,
    OF_SIGNALS,
    OF_STATUS,
    RELATIONS,
    TESTS,
    Field,
    Filter,
    Relation,
    Word,
)
from automation.engine.manual.keys import Key, sections
from automation.engine.manual.reference import reference

ROOT = Path(__file__).parents[2]
PAGE = reference(ACTIONS)
KEYS = [(section.path, key) for section in sections(ACTIONS) for key in section.keys]
WORDS: Mapping[str, Word | Field | Filter | Relation] = {
    **{f"name {name}": word for name, word in NAMES.items()},
    **{f"test {name}": word for name, word in TESTS.items()},
    **{f"item.{name}": word for name, word in ITEM.items()},
    **{f"item.{name} around": word for name, word in RELATIONS.items()},
    **{f"event.{name}": word for name, word in EVENT.items()},
    **{f"actor.{name}": word for name, word in ACTOR.items()},
    **{f"filter {name}": word for name, word in FILTERS.items()},
    **{f"status {name}": word for name, word in OF_STATUS.items()},
    **{f"progress {name}": word for name, word in OF_PROGRESS.items()},
    **{f"signals {name}": word for name, word in OF_SIGNALS.items()},
    **{f"colour {name}": word for name, word in OF_COLOUR.items()},
    **{f"pace {name}": word for name, word in OF_PACE.items()},
}


def tried() -> str:
    """Every rule and every test there is, as one text."""
    files = [*(ROOT / "tests").rglob("*.py"), *(ROOT / "tests").rglob("*.txt")]
    rules = [*(ROOT / "rules").rglob("*.yaml"), *(ROOT / "docs").rglob("*.md")]
    here = Path(__file__).resolve()
    return "\n".join(f.read_text("utf-8") for f in [*files, *rules] if f.resolve() != here)


TRIED = tried()
KEYS_TRIED = set(re.findall(r"\b([a-z_]+)['\"]?:", TRIED))
FILTERS_TRIED = set(re.findall(r"(?:\||\bis|\bis not)\s*([a-z_]+)", TRIED))


def labelled(found: list[tuple[str, Key]]) -> list[str]:
    return [f"{path}.{key.name}" for path, key in found]


@pytest.mark.parametrize(("path", "key"), KEYS, ids=labelled(KEYS))
def test_every_key_says_what_it_is_shows_one_and_is_tried(path: str, key: Key) -> None:
    assert key.about, f"{path}.{key.name} has no description in its shape"
    assert key.examples or key.choices or key.under, f"{path}.{key.name} has no example"
    assert key.name in KEYS_TRIED, f"no test writes {key.name}:"


@pytest.mark.parametrize("name", WORDS)
def test_every_word_says_what_it_is_and_shows_one(name: str) -> None:
    word = WORDS[name]

    assert len(word.description) > 3
    assert word.name in word.example
    assert word.description.split(":")[0][:40] in PAGE
    assert f"`{word.example}`".replace("|", "\\|") in PAGE


@pytest.mark.parametrize("name", [*FILTERS, *TESTS])
def test_every_filter_and_test_is_tried(name: str) -> None:
    assert name in FILTERS_TRIED


@pytest.mark.parametrize("name", [*TRIGGERS, *ACTIONS])
def test_every_trigger_and_action_is_tried(name: str) -> None:
    assert name in KEYS_TRIED, f"no test writes {name}:"


@pytest.mark.parametrize("name", ACTIONS)
def test_every_action_says_what_it_does_and_shows_one(name: str) -> None:
    action = ACTIONS[name]

    assert action.description
    assert action.example.startswith(f"{name}:")
    assert f"| `{name}` | {action.description.replace('|', '')}" in PAGE


def told_events() -> Iterator[str]:
    yield from (each.name for each in EVENT_KINDS.values() if each.description)


def test_every_event_and_every_signal_is_told() -> None:
    assert [name for name in told_events() if f"| `{name}` |" not in PAGE] == []
    assert set(told_events()) == set(EVENT_KINDS)
    assert [each.id for each in signals() if f"| {each.id} | `{each.word}` |" not in PAGE] == []
    assert [each.id for each in signals() if not re.search(rf"\b{each.id}\b", TRIED)] == []


def test_a_key_without_a_word_of_its_own_would_be_found() -> None:
    bare = Key("x", "", (), (), "", required=False, under=False)

    with pytest.raises(AssertionError, match="no description"):
        test_every_key_says_what_it_is_shows_one_and_is_tried("limits", bare)

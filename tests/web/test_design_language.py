"""The colours can be read, and the page that describes them says what the style sheet says."""

import re

import pytest

from automation import paths
from tests.test_docs import ROOT

SHEET = (paths.static() / "pitboard.css").read_text("utf-8")
TABLE = (ROOT / "docs" / "design-language.md").read_text("utf-8")
LIGHT, DARK = (
    dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", part.partition("}")[0]))
    for part in SHEET.split("@media (prefers-color-scheme: dark)")[:2]
)
ROWS = [
    [cell.strip() for cell in line.strip("| ").split("|")]
    for line in TABLE.splitlines()
    if re.match(r"\| \w+ \| #", line)
]
EDGES = frozenset({"edge"})


def brightness(colour: str) -> float:
    """https://www.w3.org/TR/WCAG22/#dfn-relative-luminance."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((brightness(one), brightness(other)))
    return (light + 0.05) / (dark + 0.05)


def test_the_table_names_colours() -> None:
    assert {row[0] for row in ROWS} >= {"ink", "quiet", "accent", "good", "watch", "bad", "wait"}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row[0]))
def test_a_colour_is_as_described_and_can_be_read(row: list[str]) -> None:
    name = row[0]
    for colours, (said, page, card) in ((LIGHT, row[1:4]), (DARK, row[4:7])):
        assert colours[name] == said
        found = [contrast(said, colours[under]) for under in ("paper", "sheet")]
        assert [f"{each:.1f}" for each in found] == [page, card]
        assert min(found) >= (3 if name in EDGES else 4.5)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_what_stands_on_a_coloured_strip_can_be_read(colours: dict[str, str]) -> None:
    pairs = [("strip-ink", "strip"), ("bad", "bad-paper"), ("ink", "bad-paper"), ("ink", "mark")]

    assert min(contrast(colours[ink], colours[under]) for ink, under in pairs) >= 4.5

"""CSV as spreadsheets save it: any delimiter, quotes, and the place of every cell."""

import pytest

from automation.engine.folder.measures import parse_measure
from automation.errors import RuleError
from automation.table import MOST_ROWS, read_table


def cells(text: str) -> list[list[object]]:
    rows = read_table(text, "a.csv").plain()
    assert isinstance(rows, list)
    return rows


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_first_line_tells_the_delimiter(delimiter: str) -> None:
    text = f"a{delimiter}b\n1{delimiter}2\n"

    assert cells(text) == [["a", "b"], ["1", "2"]]


def test_quotes_may_hold_delimiters_quotes_and_line_ends() -> None:
    assert cells('a,b\n"x, ""y""","two\nlines"\n3,4\n') == [
        ["a", "b"],
        ['x, "y"', "two\nlines"],
        ["3", "4"],
    ]


def test_a_byte_order_mark_spaces_blank_lines_and_any_line_end_are_taken() -> None:
    assert cells("\ufeffa, b\r\n\r\n ,\r\n1,  2 \r") == [["a", "b"], ["1", "2"]]


def test_a_cell_knows_its_line_and_column() -> None:
    table = read_table('a,b\n"x\ny", 12\n7,8\n', "a.csv")

    assert isinstance(table.value, tuple)
    places = [
        (cell.line, cell.column)
        for row in table.value
        if isinstance(row.value, tuple)
        for cell in row.value
    ]
    assert places[:3] == [(1, 1), (1, 3), (2, 1)]
    assert places[4:] == [(4, 1), (4, 3)]


def test_a_table_without_end_is_refused() -> None:
    with pytest.raises(RuleError, match="more than 20000 rows"):
        read_table("a\n" * (MOST_ROWS + 2), "a.csv")


def test_an_empty_table_has_no_rows() -> None:
    assert cells("") == []


def test_a_measure_from_anywhere_is_read_in_order_of_its_days() -> None:
    points = parse_measure("Date;Value\n2026-10-08;3\n2026-10-01;2.5\n", "https://x.example.com")

    assert [(f"{point.at:%d}", point.value) for point in points] == [("01", 2.5), ("08", 3.0)]


def test_a_measure_that_cannot_be_read_says_where() -> None:
    with pytest.raises(RuleError) as raised:
        parse_measure("date,value\n2026-10-01,2\nsoon,1\n", "https://x.example.com")

    assert str(raised.value) == "https://x.example.com:3:1  must be a date, such as 2026-10-01"

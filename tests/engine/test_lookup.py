"""Names are found exactly, or by how they begin, whatever their capitals."""

from automation.engine.language.lookup import lookup

FOUND = lookup([("acme/*", "all"), ("acme/pay-*", "pay"), ("acme/shop", "shop"), ("PAY", "pay")])


def test_the_longest_beginning_wins_and_an_exact_name_before_all() -> None:
    names = ("acme/x", "acme/pay-api", "ACME/Shop", "pay", "other/x")

    assert [FOUND.get(name) for name in names] == ["all", "pay", "shop", "pay", None]


def test_a_star_stands_for_something() -> None:
    assert lookup([("customer:*", "asked")]).get("customer:") is None
    assert lookup([("customer:*", "asked")]).match("Customer:Acme Ltd") == ("asked", "Acme Ltd")


def test_two_stars_are_one() -> None:
    assert lookup([("services/pay/**", "pay")]).get("services/pay/a/b.py") == "pay"


def test_a_star_alone_stands_for_everything_that_nothing_else_names() -> None:
    assert lookup([("*", "rest"), ("PAY", "pay")]).get("SEC") == "rest"


def test_of_two_equal_patterns_the_first_stands() -> None:
    assert lookup([("PAY", "one"), ("pay", "two")]).get("Pay") == "one"

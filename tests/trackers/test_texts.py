import time

import pytest

from automation.model import LinkKind
from automation.trackers.texts import (
    MOST,
    links_in,
    page_alias,
    references_in,
    references_in_branch,
)


def found(text: str) -> list[str]:
    return list(references_in(text, connection="github", project="acme/shop"))


def linked(text: str) -> set[tuple[str, str]]:
    links = links_in(text, connection="github", project="acme/shop", default=LinkKind.MENTIONS)
    return {(link.kind.value, link.to.removeprefix("github:acme/shop")) for link in links}


@pytest.mark.parametrize(
    ("text", "to"),
    [
        ("Closes #12", "github:acme/shop#12"),
        ("(see acme/other#3).", "github:acme/other#3"),
        ("PAY-123: no receipt", "*:PAY-123"),
        ("**PAY-123**", "*:PAY-123"),
        (
            "https://GitHub.Example/acme/shop/issues/12",
            "url:https://github.example/acme/shop/issues/12",
        ),
        (
            "https://github.example/acme/shop/pull/40/files?w=1#diff",
            "url:https://github.example/acme/shop/pull/40",
        ),
        ("<https://jira.example/browse/PAY-1>.", "url:https://jira.example/browse/PAY-1"),
    ],
)
def test_a_key_a_number_and_an_issues_page_are_references(text: str, to: str) -> None:
    assert found(text) == [to]


@pytest.mark.parametrize(
    "text",
    [
        "XPAY-12x",
        "PAY-12-3",
        "PAY-12.pdf",
        "pay-12",
        "A-1",
        "ABCDEFGHIJK-1",
        "CVE-2024-1234",
        "word#12",
        "#12a",
        "#0",
        "&#39;",
        "www.example.com/PAY-12",
        "https://files.example/PAY-12/notes",
        "https://github.example/acme/shop/wiki#12",
    ],
)
def test_what_only_looks_like_a_key_is_none(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    "aside",
    [
        "`#1`",
        "``a `#1` b``",
        "```\n#1\n```",
        "~~~ sh\n#1\n~~~",
        "> as #1 said",
        "<!-- closes #1 -->",
        "{code:java}#1{code}",
        "{noformat}#1{noformat}",
        "{quote}\n#1\n{quote}",
        "bq. #1",
    ],
)
def test_code_quotes_and_hidden_comments_are_not_the_authors_claim(aside: str) -> None:
    assert found(f"{aside}\nand #2") == ["github:acme/shop#2"]


@pytest.mark.parametrize("aside", ["```\n#1", "<!-- #1", "> #1"])
def test_an_aside_that_nothing_closes_goes_on_to_the_end(aside: str) -> None:
    assert found(f"#2\n{aside}") == ["github:acme/shop#2"]


@pytest.mark.parametrize("text", ["a ` tick\n\n#2 and ` too", "a {code} #2", "{quote}#2"])
def test_a_sign_that_opens_nothing_hides_nothing(text: str) -> None:
    assert found(text) == ["github:acme/shop#2"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Part of #1", {("parent", "#1")}),
        ("**Parent:** #1", {("parent", "#1")}),
        ("Parent issue: PAY-1", {("parent", "*:PAY-1")}),
        ("Blocked by #1 and #2, #3.", {("blocked_by", f"#{n}") for n in (1, 2, 3)}),
        ("Depends on:\n- #1\n- [ ] #2", {("blocked_by", "#1"), ("blocked_by", "#2")}),
        ("Part of #1\n\n- #2", {("parent", "#1"), ("mentions", "#2")}),
        ("Duplicate of #1", {("duplicates", "#1")}),
        ("Part of #1, blocked by #2", {("parent", "#1"), ("blocked_by", "#2")}),
        ("See #1. Part of #1.", {("parent", "#1")}),
        ("no longer blocked by #1", {("mentions", "#1")}),
        ("not blocked by #1", {("mentions", "#1")}),
        ("Closes #1", {("mentions", "#1")}),
    ],
)
def test_the_words_before_say_what_it_is(text: str, expected: set[tuple[str, str]]) -> None:
    assert linked(text) == expected


def test_without_a_project_a_bare_number_is_nothing() -> None:
    said = references_in("#12, acme/shop#3 and PAY-1", connection="*", project="")

    assert said == ("*:acme/shop#3", "*:PAY-1")


def test_a_branch_may_write_a_key_in_small_letters() -> None:
    assert references_in_branch("feature/pay-123-retry") == ("*:PAY-123",)
    assert references_in_branch("PAY-1_PAY-2") == ("*:PAY-1", "*:PAY-2")
    assert references_in_branch("prepay-12x") == ()


def test_an_address_is_said_alike_by_items_and_by_texts() -> None:
    address = "HTTPS://GitHub.Example/Acme/shop/issues/12/?a=1#b"

    assert [page_alias(address)] == found(address)


def test_no_more_than_twenty_are_taken() -> None:
    text = " ".join(f"#{n}" for n in range(1, 60))

    assert len(found(text)) == MOST
    assert len(linked(text)) == MOST


@pytest.mark.parametrize(
    "piece",
    [
        "A-",
        "#",
        "#1 ",
        "AB-1 ",
        "`",
        "`a\n\n",
        "<!--",
        "{code:x}",
        "\n> ",
        "\n```\n",
        "a/",
        "a/b#",
        "https://",
        "https://a/issues/",
        "[ ]",
        "part of ",
        "blocked by:[ ]",
        "- [ ] #1\n",
        "AAAAAAAAAA-",
    ],
)
def test_a_text_of_nothing_but_signs_takes_no_longer_than_any_other(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    began = time.process_time()

    linked(text)
    references_in_branch(text)

    assert time.process_time() - began < 1

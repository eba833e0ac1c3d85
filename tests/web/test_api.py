"""The JSON that programs rely on, held against its own description."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from openapi_schema_validator import OAS31Validator, oas31_format_checker
from openapi_spec_validator import OpenAPIV31SpecValidator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012
from werkzeug.test import TestResponse

from automation.effects import Outcome
from automation.ports import Answer
from automation.web.receiver import HOOKS
from tests.builders import ANN
from tests.web.company import the_company
from tests.web.conftest import KEY, World
from tests.web.standing import stands

ITEM = "/api/v1/items/github:acme/shop%2312"
FOR_PEOPLE = frozenset(
    {
        "start",
        "clock",
        "portfolio",
        "mails",
        "pages",
        "operations",
        "readers",
        "reference",
        "asks",
        "explain",
    }
)


def document(world: World) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(world.asks("/api/v1/openapi.json").text)
    return found


def item(world: World) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(world.reads(ITEM))
    return found


def test_what_others_wrote_is_told_without_what_turns_it_around(world: World) -> None:
    world.sees(title="Invoice \u202egnp.exe\u2066\x07", labels=["up\u200f"])

    found = world.reads(ITEM)

    assert json.loads(found)["title"] == "Invoice gnp.exe"
    assert json.loads(found)["labels"] == ["up"]
    assert not [each for each in ("202e", "2066", "200f", "0007") if f"\\u{each}" in found.lower()]


def test_a_problem_repeats_nothing_that_turns_it_around(world: World) -> None:
    answer = world.browser.get("/api/v1/items/%E2%80%AEnope")
    assert answer.json is not None

    assert (answer.status_code, answer.json["detail"]) == (404, 'No item is known as "nope".')


def test_the_inbox_is_counted_by_state(world: World) -> None:
    world.sees()
    world.receives({"zen": "x"}, kind="star")
    world.receives(b"{}")

    assert world.asks("/api/v1/inbox").json == {
        "received": 3,
        "absorbed": 1,
        "ignored": 1,
        "waiting": 1,
        "dead": 0,
    }


def test_an_item_tells_what_it_is(world: World) -> None:
    world.sees(title="Checkout <hangs>", labels=["bug", "a"])

    assert (
        item(world).items()
        >= {
            "key": KEY,
            "labels": ["a", "bug"],
            "project": "acme/shop",
            "state": "open",
            "title": "Checkout <hangs>",
            "type": "issue",
            "updated": "2026-10-02T12:01:00Z",
            "deleted": None,
            "url": "https://github.example/acme/shop/issues/12",
            "visibility": "public",
        }.items()
    )


def test_a_derived_value_tells_why_since_when_and_by_which_evidence(world: World) -> None:
    world.sees()

    (derived,) = item(world)["derived"]

    assert derived["field"] == "label:triage"
    assert derived["value"] == "needs-triage"
    assert derived["because"] == "no label says what this is"
    assert derived["since"] == "2026-10-02T12:01:00Z"
    assert derived["rule"] == "needs-triage"
    assert derived["ruleset"] == world.record.rulesets.active_hash()
    assert derived["evidence"][0]["url"] == "https://github.example/acme/shop/issues/12"


def test_an_override_tells_who_said_what_and_until_when(world: World) -> None:
    world.sees()
    world.is_overruled()

    (override,) = item(world)["overrides"]

    assert (override["by"], override["value"]) == (ANN.login, None)
    assert override["until"] == "2026-10-16T12:03:00Z"


def test_a_write_tells_what_stood_before_and_after(world: World) -> None:
    world.sees()
    world.writes()

    (write,) = item(world)["writes"]

    assert (write["state"], write["before"], write["after"]) == ("done", [], ["needs-triage"])
    assert write["done_at"] == "2026-10-02T12:01:00Z"


def test_a_verdict_tells_why_a_rule_did_nothing(world: World) -> None:
    world.sees(state="closed")

    (verdict,) = item(world)["verdicts"]

    assert (verdict["rule"], verdict["result"]) == ("needs-triage", "unmet")


def test_the_history_tells_who_did_what(world: World) -> None:
    world.sees(labels=["bug"])

    facets = {moment["facet"]: moment for moment in item(world)["history"]}

    assert facets["label:bug"]["by"] == ANN.login
    assert facets["label:bug"]["ours"] is False


def test_an_old_key_leads_to_the_new_one(world: World) -> None:
    world.sees()
    world.time.pass_(60)
    world.sees("edited", number=13)

    answer = world.asks(ITEM)

    assert (answer.status_code, answer.location) == (301, "/api/v1/items/github:acme/shop%2313")


def test_a_bare_key_leads_to_the_only_item_it_can_mean(world: World) -> None:
    world.sees()

    answer = world.asks("/api/v1/items/acme/shop%2312")

    assert (answer.status_code, answer.location) == (301, ITEM)


def test_an_unknown_item_is_a_problem_even_for_a_browser(world: World) -> None:
    answer = world.asks("/api/v1/items/nope")

    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")
    assert json.loads(answer.text)["detail"] == 'No item is known as "nope".'


# --- the description --------------------------------------------------------------------------


def test_the_description_is_valid_openapi(world: World) -> None:
    OpenAPIV31SpecValidator(document(world)).validate()


def test_the_description_knows_every_address_and_no_other(world: World) -> None:
    served = {
        (spelt(rule.rule), method.lower())
        for rule in world.app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.endpoint.partition(".")[0] not in FOR_PEOPLE
    }

    served.add((f"{HOOKS}{{connection}}", "post"))  # which never reaches Flask
    paths = document(world)["paths"]

    assert served == {(path, method) for path, methods in paths.items() for method in methods}


def spelt(rule: str) -> str:
    """Flask's "<path:key>" as OpenAPI writes it."""
    return rule.replace("<path:", "{").replace("<", "{").replace(">", "}")


def test_real_answers_are_as_described(world: World) -> None:
    described = document(world)
    for path, method, answer in answers(world):
        check(described, path, method, answer)


def answers(world: World) -> list[tuple[str, str, TestResponse]]:
    """Every address answers, where it can with its success and with its refusals."""
    world.record.outbox.introduce("github", ANN.id, {})
    stands(world.record, *the_company())
    world.sees(labels=["bug"])
    world.sees(id_=2, number=2)
    world.writes(Answer(Outcome.FAILED, "GitHub answered 500: no", blames=False))
    world.time.pass_(4000)
    world.writes()
    world.is_overruled()
    two = "/api/v1/items/github:acme/shop%232"
    stranger = {"X-Forwarded-For": "203.0.113.7", "Accept": "*/*"}
    asked = [
        ("/api/v1/inbox", "/api/v1/inbox", {}),
        ("/api/v1/inbox", "/api/v1/inbox", stranger),
        ("/api/v1/portfolio", "/api/v1/portfolio", {}),
        ("/api/v1/items/{key}", ITEM, {}),
        ("/api/v1/items/{key}", "/api/v1/items/jira:PAY-1", {}),
        ("/api/v1/items/{key}", two, {}),
        ("/api/v1/items/{key}", "/api/v1/items/acme/shop%232", {}),
        ("/api/v1/items/{key}", "/api/v1/items/nope", {}),
        ("/api/v1/rules", "/api/v1/rules", {}),
        ("/api/v1/asks", "/api/v1/asks", {}),
        ("/api/v1/openapi.json", "/api/v1/openapi.json", {}),
        ("/healthz", "/healthz", {}),
        ("/readyz", "/readyz", {}),
        ("/metrics", "/metrics", {}),
    ]
    got = [(path, "get", world.asks(url, **headers)) for path, url, headers in asked]
    refused = world.browser.post("/hooks/github", json={})
    unknown = world.browser.post("/hooks/nobody", json={})
    return [
        *got,
        ("/hooks/{connection}", "post", refused),
        ("/hooks/{connection}", "post", unknown),
    ]


def check(described: Mapping[str, Any], path: str, method: str, answer: TestResponse) -> None:
    """The status is described, and so is the shape of the body."""
    responses = described["paths"][path][method]["responses"]
    assert str(answer.status_code) in responses, (path, answer.status_code)
    said = responses[str(answer.status_code)]
    if "$ref" in said:
        said = described["components"]["responses"][said["$ref"].rpartition("/")[2]]
    content = said.get("content", {})
    if content:
        assert answer.mimetype in content, (path, answer.mimetype)
    kind = answer.mimetype or ""
    if content and "json" in kind:
        validator(described, content[kind]["schema"]).validate(json.loads(answer.text))


def validator(described: Mapping[str, Any], schema: Mapping[str, Any]) -> Any:  # noqa: ANN401 - made at run time by its library
    """The schema with its references into the description."""
    resource = Resource.from_contents(described, default_specification=DRAFT202012)
    registry: Registry[Any] = Registry().with_resource("urn:pitboard", resource)
    absolute = json.loads(json.dumps(schema).replace('"#/', '"urn:pitboard#/'))
    return OAS31Validator(absolute, registry=registry, format_checker=oas31_format_checker)


def test_an_answer_that_is_not_as_described_would_be_seen(world: World) -> None:
    described = document(world)
    check_of = validator(described, {"$ref": "#/components/schemas/Item"})
    world.sees()

    wrong = {**item(world), "derived": [{"field": "x"}]}

    assert not check_of.is_valid(wrong)
    assert check_of.is_valid(item(world))


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_nothing_can_be_written_through_the_api(world: World, method: str) -> None:
    headers = {"Sec-Fetch-Site": "same-origin"}

    assert world.browser.open(ITEM, method=method, headers=headers).status_code == 405

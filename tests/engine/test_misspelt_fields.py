"""A value under a misspelt name would be written nowhere, and nobody would be told."""

import pytest

from automation.errors import RuleError
from tests.engine.files import load_texts

HEALTH = """\
pitboard: 1
rule: health
title: Health of epics
why: It was typed by hand.
owner: product-ops
when:
  - changed: {{type: epic}}
about: {{path: event.item, type: epic}}
derive:
  field: {field}
  choose:
    - {{value: on_track, if: true, because: nothing is in the way}}
"""


def test_a_name_that_is_nearly_a_field_s_is_refused_with_what_was_meant() -> None:
    with pytest.raises(RuleError) as refused:
        load_texts({"health.yaml": HEALTH.format(field="helth")})

    assert str(refused.value) == (
        'health.yaml:10:10  derive.field: "helth" is neither a field of Pitboard\'s nor one of '
        'mapping.yaml. Did you mean "health"?'
    )


@pytest.mark.parametrize("field", ["health", "size"])
def test_a_field_of_ours_and_a_name_like_no_other_are_both_fine(field: str) -> None:
    (rule,) = load_texts({"health.yaml": HEALTH.format(field=field)}).rules

    assert rule.derive is not None
    assert rule.derive.field == field

"""What counts as part of an item, and what was added and removed since work began."""

from dataclasses import replace

from automation.graph import Edge
from automation.model import LinkKind
from automation.status.parts import leaves_of, parts_of
from tests.status.builders import (
    BEGUN,
    CREATED,
    NOW,
    Company,
    added,
    company,
    item,
    leaf,
    mark,
    on,
    with_mark,
)


def test_leaves_are_counted_in_absolute_numbers() -> None:
    progress = company(leaf(6), leaf(7)).status().progress

    assert (progress.done, progress.total) == (5, 7)


def test_dropped_work_counts_neither_as_done_nor_as_total() -> None:
    progress = company(leaf(6), leaf(7, "Won't do", at=on(8, 3))).status().progress

    assert (progress.done, progress.total, progress.dropped) == (5, 6, 1)


def test_a_pull_request_a_release_and_a_milestone_are_no_leaves() -> None:
    beside = [leaf(6, type_=each) for each in ("pull_request", "release", "milestone")]

    assert company(*beside).status().progress.total == 5


def test_work_made_of_smaller_work_is_counted_by_its_parts() -> None:
    story = leaf(6)
    whole = company(story)
    for number in (7, 8):
        whole = whole.linked(leaf(number), LinkKind.PARENT, story)

    assert whole.status().progress.total == 7


def test_a_pull_request_below_a_story_leaves_it_a_leaf() -> None:
    story = leaf(6)
    whole = company(story).linked(leaf(7, type_="pull_request"), LinkKind.WORKS_ON, story)

    assert whole.status().progress.total == 6


def test_a_story_whose_only_part_was_dropped_is_still_to_do() -> None:
    story = leaf(6)
    whole = company(story).linked(leaf(7, "Won't do"), LinkKind.PARENT, story)

    assert whole.status().progress.total == 6


def test_a_leaf_that_is_linked_twice_counts_once() -> None:
    story = leaf(6)
    whole = company(story).linked(story, LinkKind.MILESTONE, company().epic)

    assert whole.status().progress.total == 6


def test_an_epic_without_parts_has_nothing_to_count() -> None:
    assert Company().status().progress.total == 0


def test_an_objective_is_made_of_the_leaves_of_its_epics() -> None:
    epic, empty = item("PAY-2", "epic"), item("PAY-3", "epic")
    goal = Company(item("own:obj", "objective"), (epic, empty))
    goal = goal.linked(leaf(1, "Done"), LinkKind.PARENT, epic).linked(
        leaf(2), LinkKind.PARENT, epic
    )
    progress = goal.status().progress

    assert (progress.done, progress.total) == (1, 2)


def test_open_work_of_a_dropped_epic_is_dropped_with_it() -> None:
    epic = item("PAY-2", "epic", status="Won't do")
    goal = Company(item("own:obj", "objective"), (epic,))
    goal = goal.linked(leaf(1, "Done"), LinkKind.PARENT, epic).linked(
        leaf(2), LinkKind.PARENT, epic
    )
    progress = goal.status().progress

    assert (progress.done, progress.total, progress.dropped) == (1, 1, 1)


def test_work_that_another_epic_still_wants_is_not_dropped() -> None:
    gone, kept = item("PAY-2", "epic", status="Won't do"), item("PAY-3", "epic")
    goal = Company(item("own:obj", "objective"), (gone, kept))
    goal = goal.linked(leaf(1), LinkKind.PARENT, gone).linked(leaf(1), LinkKind.PARENT, kept)

    assert goal.status().progress.total == 1


def test_the_parts_are_the_descendants_of_the_graph() -> None:
    story = leaf(6)
    scene = company(story).linked(leaf(7), LinkKind.PARENT, story).scene()
    parts = [each.item.id for each in parts_of(scene)]

    assert parts == [each.id for each in scene.around.descendants(scene.item.id)]


def test_a_sub_task_that_names_its_epic_too_leaves_its_story_no_leaf() -> None:
    story, task = leaf(6), leaf(7)
    whole = company(story, task).linked(task, LinkKind.PARENT, story)

    assert whole.status().progress.total == 6


def test_parts_in_a_circle_are_walked_once() -> None:
    story, task = leaf(6), leaf(7)
    whole = company(story).linked(task, LinkKind.PARENT, story).linked(story, LinkKind.PARENT, task)

    assert len(parts_of(whole.scene())) == 7
    assert len(leaves_of(parts_of(whole.scene()))) == 5


def test_work_begins_with_the_items_own_move() -> None:
    assert company().status().progress.since == BEGUN


def test_a_move_among_statuses_that_wait_begins_nothing() -> None:
    waits = mark(on(7, 1), "To Do", "Backlog")

    assert (
        company().with_past("status", waits, mark(BEGUN, "Done")).status().progress.since == BEGUN
    )


def test_work_begins_when_a_leaf_that_was_begun_elsewhere_joins() -> None:
    moved = with_mark(leaf(1, "Done", at=on(7, 1)), "link:parent:jira:PAY-1", mark(on(8, 3), "x"))
    epic = Company(item("PAY-1", "epic"), (moved,))

    assert epic.with_past("status").status().progress.since == on(8, 3)


def test_work_does_not_begin_before_the_item_is_created() -> None:
    epic = Company(item("PAY-1", "epic", created=on(8, 5)), (leaf(1, "Done", at=on(7, 1)),))

    assert epic.with_past("status").status().progress.since == on(8, 5)


def test_work_begins_with_the_first_leaf_where_the_item_never_moved() -> None:
    plain = replace(company(), background=replace(company().background, past={}))

    assert plain.status().progress.since == on(9, 3)


def test_a_pull_request_shows_that_work_began_but_not_a_bots() -> None:
    plain = Company(item("PAY-1", "epic"), (leaf(1), leaf(2)))
    plain = replace(plain, background=replace(plain.background, past={}))
    theirs = item("PAY-8", "pull_request", author="renovate[bot]", created=on(8, 3))
    ours = item("PAY-9", "pull_request", created=on(8, 5))
    by_bot = plain.linked(theirs, LinkKind.WORKS_ON, leaf(1))

    assert by_bot.status().progress.since is None
    assert by_bot.linked(ours, LinkKind.WORKS_ON, leaf(1)).status().progress.since == on(8, 5)


def test_nothing_is_added_before_work_began() -> None:
    plan = Company(item("PAY-1", "epic", status="To Do"), (leaf(1), added(2, on(10, 1))))
    plan = replace(plan, background=replace(plan.background, past={}))
    progress = plan.status().progress

    assert (progress.since, progress.added, progress.baseline) == (None, 0, 0)


def test_what_came_after_work_began_was_added() -> None:
    progress = company(leaf(6), added(7, on(9, 20))).status().progress

    assert (progress.baseline, progress.added, progress.removed) == (6, 1, 0)


def test_what_came_on_the_day_work_began_was_planned() -> None:
    progress = company(added(6, on(9, 1, 18)), added(7, on(9, 1, 23))).status().progress

    assert (progress.baseline, progress.added) == (7, 0)
    assert company(added(6, on(9, 2, 0))).status().progress.added == 1


def test_a_leaf_created_later_was_added_without_any_mark() -> None:
    assert company(leaf(6, created=on(9, 20))).status().progress.added == 1


def test_a_leaf_under_a_story_that_was_added_was_added_with_it() -> None:
    story = added(6, on(9, 20))
    progress = company(story).linked(leaf(7), LinkKind.PARENT, story).status().progress

    assert (progress.baseline, progress.added) == (5, 1)


def test_a_link_by_a_former_key_or_node_id_counts_where_no_other_is_meant() -> None:
    for name in ("jira:OLD-9", "jira:node:abc"):
        moved = with_mark(leaf(6), f"link:parent:{name}", mark(on(9, 20), name))

        assert company(moved).status().progress.added == 1


def test_a_link_that_was_taken_away_tells_nothing_of_when_it_joined() -> None:
    moved = with_mark(leaf(6), "link:parent:jira:PAY-1", mark(on(9, 20), None, "jira:PAY-1"))

    assert company(moved).status().progress.added == 0


def test_what_was_dropped_after_work_began_was_removed() -> None:
    progress = company(leaf(6, "Won't do", at=on(9, 20))).status().progress

    assert (progress.baseline, progress.removed, progress.total) == (6, 1, 5)


def test_what_was_dropped_before_work_began_was_never_planned() -> None:
    progress = company(leaf(6, "Won't do", at=on(8, 20))).status().progress

    assert (progress.baseline, progress.removed) == (5, 0)


def test_what_left_after_work_began_was_removed() -> None:
    here = company()
    left = replace(here.background, left=((leaf(6), on(9, 20)), (leaf(7), on(8, 20))))
    progress = replace(here, background=left).status().progress

    assert (progress.baseline, progress.removed, progress.total) == (6, 1, 5)


def test_what_came_back_did_not_leave() -> None:
    here = company(leaf(6))
    left = replace(here.background, left=((leaf(6), on(9, 20)),))

    assert replace(here, background=left).status().progress.removed == 0


def test_a_part_that_is_not_there_yet_is_not_counted() -> None:
    assert company(leaf(6, created=on(10, 20))).status(NOW).progress.total == 5


def test_the_order_of_the_links_does_not_matter() -> None:
    story, late = leaf(6), added(8, on(9, 20))
    whole = company(story, late).linked(late, LinkKind.PARENT, story)
    scene = whole.scene()
    turned = replace(scene, around=replace(scene.around, edges=tuple(reversed(scene.around.edges))))

    assert {p.item.id: p for p in parts_of(scene)} == {p.item.id: p for p in parts_of(turned)}


def test_a_part_without_a_known_creation_was_there_from_the_start() -> None:
    old = replace(leaf(6), fields={"status": "To Do"})
    progress = company(old).status().progress

    assert (progress.baseline, progress.added) == (6, 0)
    assert CREATED < BEGUN


def test_an_edge_to_an_item_nobody_knows_is_passed_over() -> None:
    here = company()
    lost = replace(here, edges=(Edge("jira:id-PAY-999", LinkKind.PARENT, here.epic.id),))

    assert lost.status().progress.total == 5


def test_a_done_story_is_done_whatever_was_left_open_under_it() -> None:
    story, sub = leaf(50, "Done", at=on(10, 1)), item("PAY-151", status="To Do")

    progress = company(story).linked(sub, LinkKind.PARENT, story).status().progress

    assert progress.done == progress.total

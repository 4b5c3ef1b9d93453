"""The spine as a table 生命周期."""

from portal.issues.lifecycle import MOVES, State
from tools import spine


def test_the_picture_in_the_docs_is_the_table():
    """`python -m tools.spine` draws it anew."""
    assert spine.TARGET.read_text(encoding="utf-8") == spine.draw()


def test_every_state_can_be_reached_from_a_report():
    reached, before = {State.REPORTED}, set[State]()
    while reached != before:
        before = set(reached)
        reached |= {to for move in MOVES.values() if move.frm & reached for to in move.to}
    assert reached == set(State)


def test_only_what_is_merged_has_no_way_on():
    ends = {state for state in State if not any(state in move.frm for move in MOVES.values())}
    assert ends == {State.MERGED}

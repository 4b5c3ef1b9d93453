"""A council drawn as its seats: as many as are on the roll, and taken by as many as have voted."""

import pytest

from portal.home.seats import HEIGHT, MOST, WIDTH, seats


@pytest.mark.parametrize("count", [1, 2, 13, 15, 16, 31, 33, 60])
def test_there_is_one_for_each_and_none_outside_the_picture_or_upon_another(count):
    found = seats(count, ["good"] * (count // 2))
    assert len(found) == count
    assert [seat.tone for seat in found].count("good") == count // 2
    for seat in found:
        assert seat.r <= seat.x <= WIDTH - seat.r
        assert seat.r <= seat.y <= HEIGHT - seat.r
    for n, one in enumerate(found):
        for other in found[n + 1 :]:
            assert (one.x - other.x) ** 2 + (one.y - other.y) ** 2 > (one.r + other.r - 0.2) ** 2


@pytest.mark.parametrize("count", [0, MOST + 1])
def test_nobody_and_too_many_are_not_drawn(count):
    assert seats(count, []) == []


def test_they_fill_from_the_left():
    found = seats(13, ["good", "bad"])
    assert [seat.tone for seat in found[:3]] == ["good", "bad", ""]
    assert found[0].x < found[-1].x

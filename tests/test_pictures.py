"""Lines of Chinese and Latin text, broken as a printer would."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.pictures import CLOSING, OPENING, balanced, measure, units, wrap


def signs(text):
    """Every Chinese character is two wide, all else one: enough to break lines by."""
    return sum(2 if sign > "\u2e80" else 1 for sign in text)


def test_a_line_does_not_begin_with_punctuation_nor_end_with_an_opening_mark():
    assert wrap("垃圾桶都满了，没有人管", signs, 12, 9) == ["垃圾桶都满", "了，没有人管"]
    assert wrap("请看《公约》第三条", signs, 7, 9) == ["请看", "《公", "约》第", "三条"]


def test_words_and_numbers_stay_whole():
    assert wrap("换成LED灯需要3200元", signs, 8, 9) == ["换成LED", "灯需要", "3200元"]
    assert wrap("每天17:00前，3.5米", signs, 9, 9) == ["每天17:00", "前，3.5米"]
    assert wrap("The lamp is dark", signs, 8, 9) == ["The lamp", "is dark"]


def test_what_does_not_fit_ends_in_an_ellipsis():
    assert wrap("一二三四五，六七八九十", signs, 10, 1) == ["一二三四…"]
    assert wrap("一二三，四五六七八", signs, 9, 1) == ["一二三…"]


def test_lines_of_a_heading_are_about_as_long_as_each_other():
    assert balanced("一二三四五六七八九十一", signs, 20, 2) == ["一二三四五六", "七八九十一"]


def test_signs_that_the_font_lacks_are_left_out():
    assert "".join(units("路灯💡不亮\ufe0f")) == "路灯不亮"


TEXTS = st.text(st.sampled_from("路灯不亮楼道堆物abcXYZ129 ，。！？；：、”“（）《》…,.()💡\n"), max_size=80)


@given(TEXTS, st.integers(6, 40), st.integers(1, 5))
def test_no_line_is_too_wide_and_none_too_many(text, room, most):
    lines = wrap(text, signs, room, most)
    assert len(lines) <= most
    assert all(line == line.strip() and line for line in lines)
    assert all(signs(line) <= room or len(line) <= 2 for line in lines)


@given(TEXTS, st.integers(6, 40))
def test_nothing_is_lost_where_there_is_room(text, room):
    kept = "".join("".join(units(text)).split())
    assert "".join("".join(wrap(text, signs, room, 999)).split()) == kept


@given(st.text(st.sampled_from("路灯不亮ab12，。！”“（）《》…"), max_size=60), st.integers(12, 40))
def test_a_line_ends_where_it_may(text, room):
    if any(signs(unit) > room for unit in units(text)):
        return  # no end of a line is left but one within
    lines = wrap(text, signs, room, 999)
    assert not [line for line in lines[1:] if line[0] in CLOSING]
    assert not [line for line in lines[:-1] if line[-1] in OPENING and not set(line) <= set(OPENING)]


@pytest.mark.parametrize("bold", [False, True])
def test_the_real_font_measures_what_it_draws(bold):
    width = measure(60, bold=bold)
    assert width("议事") == pytest.approx(120, abs=4)
    assert width("") <= 3

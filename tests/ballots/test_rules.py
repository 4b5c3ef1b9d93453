"""Counting: exact whatever the numbers, and without a word of Flask or the database."""

import ast
from collections import Counter
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.ballots import rules, words
from portal.ballots.rules import base, yes_no
from portal.ballots.rules.base import Base, Need, Poll, Requirement, Spoilt, Threshold, moved, profile
from portal.ballots.rules.yes_no import ABSTAIN, CHOICES, MAJORITIES, NO, QUORUMS, YES, YesNo

shares = st.fractions(min_value=Fraction(1, 100), max_value=Fraction(99, 100), max_denominator=100)
thresholds = st.builds(Threshold, shares, st.sampled_from(Base), st.booleans())
any_rule = st.builds(YesNo, thresholds, st.none() | thresholds)
papers = st.lists(st.sampled_from(CHOICES), max_size=60)


def poll(votes, roll=60):
    return Poll(Fraction(roll), profile(Counter(votes)))


def count(rule, *, yes=0, no=0, abstain=0, roll=300):
    return rule.count(Poll(Fraction(roll), profile({YES: yes, NO: no, ABSTAIN: abstain})))


@pytest.mark.parametrize(
    ("name", "yes", "no", "abstain", "passed"),
    [
        ("two_thirds", 200, 100, 0, True),  # 2/3 of 300 is 200, not 199.99
        ("two_thirds", 199, 101, 0, False),
        ("simple", 150, 150, 0, False),  # half is not more than half
        ("simple", 151, 149, 0, True),
        ("simple", 5, 3, 2, False),  # who abstains is there: half of ten is not enough
        ("simple", 6, 2, 2, True),
        ("simple", 1, 0, 0, True),
        ("absolute", 150, 0, 0, False),  # more than half of the roll, whoever comes
        ("absolute", 151, 0, 0, True),
        ("three_quarters", 225, 75, 0, True),
        ("three_quarters", 224, 76, 0, False),
    ],
)
def test_the_presets_at_their_edges(name, yes, no, abstain, passed):
    assert count(YesNo.preset(name), yes=yes, no=no, abstain=abstain).is_passed is passed


@pytest.mark.parametrize(
    ("roll", "quorum", "needed"),
    [(30, "half", 16), (31, "half", 16), (30, "two_thirds", 20), (31, "two_thirds", 21), (1, "half", 1)],
)
def test_the_quorum_is_a_whole_number_of_people(roll, quorum, needed):
    rule = YesNo.preset("simple", quorum)
    assert count(rule, yes=needed, roll=roll).is_passed
    short = count(rule, yes=needed - 1, roll=roll)
    assert not short.is_quorate
    assert not short.is_passed
    assert [r.missing for r in short.missed_quorums] == [1]


def test_the_sum_is_told_as_data():
    result = count(YesNo.preset("two_thirds", "half"), yes=9, no=4, abstain=2, roll=30)
    quorum, majority = result.requirements
    assert (quorum.need, quorum.needed, quorum.reached, quorum.missing) == (Need.QUORUM, 16, 15, 1)
    assert (majority.need, majority.needed, majority.reached, majority.missing) == (Need.MAJORITY, 10, 9, 1)
    assert result.totals == {YES: 9, NO: 4, ABSTAIN: 2}


@pytest.mark.parametrize("name", MAJORITIES)
@pytest.mark.parametrize("votes", [{}, {"abstain": 300}, {"no": 300}])
def test_nothing_passes_without_a_vote_in_favour(name, votes):
    assert not count(YesNo.preset(name), **votes).is_passed


@given(thresholds, st.integers(0, 10_000))
def test_needed_is_the_smallest_number_that_satisfies(threshold, whole):
    needed = threshold.needed(Fraction(whole))

    def enough(number):
        least = threshold.share * whole
        return number >= 1 and (number > least if threshold.strict else number >= least)

    assert needed.denominator == 1
    assert enough(needed)
    assert not enough(needed - 1)


@given(thresholds, st.integers(1, 10_000_000))
def test_square_metres_are_exact_to_the_hundredth(threshold, hundredths):
    whole, unit = Fraction(hundredths, 100), Fraction(1, 100)
    needed = threshold.needed(whole, unit)
    assert (needed / unit).denominator == 1
    assert needed >= threshold.share * whole
    assert needed - unit <= threshold.share * whole


@given(any_rule, papers)
def test_met_and_missing_say_the_same(rule, votes):
    result = rule.count(poll(votes))
    assert all(r.is_met == (r.missing == 0) for r in result.requirements)
    assert result.is_passed == all(r.is_met for r in result.requirements)


@given(any_rule, papers, st.randoms())
def test_the_order_of_the_papers_does_not_matter(rule, votes, chance):
    before = rule.count(poll(votes))
    chance.shuffle(votes)
    assert rule.count(poll(votes)) == before


@given(any_rule, papers, st.integers(1, 5))
def test_a_weight_is_as_many_copies(rule, votes, weight):
    heavy = Poll(Fraction(60 * weight), {p: Fraction(n * weight) for p, n in Counter(votes).items()})
    assert rule.count(heavy) == rule.count(poll(votes * weight, 60 * weight))


@given(any_rule, papers)
def test_one_more_in_favour_instead_of_against_never_harms(rule, votes):
    if NO in votes:
        better = [*votes]
        better[better.index(NO)] = YES
        assert rule.count(poll(better)).is_passed or not rule.count(poll(votes)).is_passed


@given(any_rule)
def test_a_rule_is_stored_in_words_and_comes_back(rule):
    assert YesNo.read(rule.write()) == rule


def test_fractions_are_stored_as_people_write_them():
    stored = YesNo.preset("two_thirds", "half").write()
    assert stored == {
        "majority": {"share": "2/3", "of": "cast", "strict": False},
        "quorum": {"share": "1/2", "of": "roll", "strict": True},
    }


@given(st.lists(st.tuples(st.integers(0, 9), st.sampled_from(CHOICES)), max_size=60))
def test_a_tally_kept_vote_by_vote_is_the_recount(votes):
    rule = YesNo.preset("simple")
    tally, chosen = rule.empty(), {}
    for voter, choice in votes:
        tally = moved(tally, given=choice, taken=chosen.get(voter))
        chosen[voter] = choice
    assert tally == rule.empty() | Counter(chosen.values())


@given(st.text())
def test_only_the_three_words_are_papers(text):
    rule = YesNo.preset("simple")
    if text in CHOICES:
        assert rule.paper(text) == text
    else:
        with pytest.raises(Spoilt):
            rule.paper(text)


def test_a_paper_that_the_rule_does_not_know_is_not_counted_in_silence():
    with pytest.raises(Spoilt):
        YesNo.preset("simple").count(poll(["yes", "perhaps"]))


@pytest.mark.parametrize(("share", "strict"), [("0", False), ("-1/2", False), ("3/2", False), ("1", True)])
def test_a_threshold_that_means_nothing_is_refused(share, strict):
    with pytest.raises(ValueError, match="no such share"):
        Threshold(Fraction(share), Base.ROLL, strict)


def test_all_of_them_is_a_threshold():
    everybody = Threshold(Fraction(1), Base.ROLL, strict=False)
    assert Requirement(Need.MAJORITY, everybody, Fraction(7), Fraction(7)).is_met


def test_every_method_has_its_rule():
    assert set(rules.RULES) == set(rules.Method)
    for method, kind in rules.RULES.items():
        assert rules.method_of(kind.read(YesNo.preset("simple").write())) is method


def test_the_quorums_on_offer_are_of_the_roll():
    assert all(threshold is None or threshold.of is Base.ROLL for threshold in QUORUMS.values())


@pytest.mark.parametrize("module", [rules, base, yes_no])
def test_the_rules_know_neither_the_web_nor_the_database(module):
    tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))
    named = {n.module for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
    named |= {a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
    standard = {"collections.abc", "dataclasses", "enum", "fractions", "math", "typing"}
    assert {name for name in named if not name.startswith("portal.ballots.rules")} <= standard


@pytest.mark.parametrize(
    ("number", "said"),
    [("0", "0"), ("16", "16"), ("15/2", "7.5"), ("8999/100", "89.99"), ("62/3", "20 2/3"), ("2/3", "2/3")],
)
def test_numbers_are_said_as_they_are(number, said):
    assert words.amount(Fraction(number)) == said


def test_a_share_without_a_name_is_said_in_figures(app):
    odd = Threshold(Fraction(3, 5), Base.ROLL, strict=False)
    assert "3/5" in words.terms(Need.MAJORITY, odd)

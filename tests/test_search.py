"""Search finds Chinese words of one or two characters, and Latin ones whatever their case."""

import pytest

from portal.clock import now
from portal.issues import queries, verbs
from portal.search import LONGEST, wanted, words

TITLES = {
    "三号楼加装电梯": "柳岸路18号",
    "电动车充电桩太少": "东门车棚",
    "暖气不热": "六单元",
    "Wi-Fi in the reading room": "Block B",
    "广场舞噪音": "文化广场",
}


@pytest.fixture
def issues(cast):
    made = {}
    for title, place in TITLES.items():
        made[title] = cast.report(title=title, place=place)
        verbs.accept(made[title], by=cast.secretary, now=now())
    return made


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("电梯", {"三号楼加装电梯"}),
        ("电", {"三号楼加装电梯", "电动车充电桩太少"}),
        ("充电桩", {"电动车充电桩太少"}),
        ("充桩", set()),  # both characters are there, the pair is not
        ("暖气 单元", {"暖气不热"}),
        ("wi-fi", {"Wi-Fi in the reading room"}),
        ("BLOCK", {"Wi-Fi in the reading room"}),
        ("18", {"三号楼加装电梯"}),
        ("１８号", {"三号楼加装电梯"}),  # full width, as phones type it
        ("广场 噪音", {"广场舞噪音"}),
        ("！？。", set()),
        ("%", set()),
        ("没有这个", set()),
    ],
)
def test_finds(cast, issues, query, found):
    assert {row.title for row in queries.listing(text=query)} == found


def test_the_page_finds_and_says_when_it_does_not(browse, issues):
    page = browse().get("/issues?q=电梯").text
    assert "三号楼加装电梯" in page
    assert "暖气不热" not in page
    assert 'value="电梯"' in page
    assert "Nothing found" in browse().get("/issues?q=没有这个&lang=en").text


def test_reports_that_are_not_public_are_not_found(cast, browse):
    cast.report(title="邻里纠纷")
    for who in (cast.resident, cast.secretary, None):
        assert "邻里纠纷" not in browse(who).get("/issues?q=纠纷").text


def test_pages_of_the_list_follow_each_other_without_gaps(cast, browse):
    for n in range(2 * queries.PAGE + 3):
        verbs.accept(cast.report(title=f"第{n:02}盏灯"), by=cast.secretary, now=now())
    seen, address = [], "/issues"
    while address:
        page = browse().get(address).text
        seen += [n for n in range(99) if f"第{n:02}盏灯" in page]
        older = page.partition('rel="next" href="')[2].partition('"')[0]
        address = older.replace("&amp;", "&")
    assert sorted(seen) == list(range(2 * queries.PAGE + 3))


def test_every_word_wanted_of_a_text_is_among_its_words():
    for text in (
        "三号楼加装电梯",
        "A栋2单元",
        "e-bike充电",
        "𠮷野家",
        "x" * 300,
        "ＡＢＣ１２３",
        "ﬁre",
        "Straße",
    ):
        assert wanted(text) <= words(text)
    assert max(map(len, words("x" * 300))) == LONGEST


def test_a_query_costs_the_same_for_one_word_or_five(cast, browse, issues):
    counts = {browse().get(f"/issues?q={'+'.join(['电梯'] * n)}").queries for n in (1, 5)}
    assert len(counts) == 1


def test_a_whole_page_of_text_is_searched_for_too(cast, browse):
    text = "".join(map(chr, range(0x4E00, 0x4E64)))
    verbs.accept(cast.report(title=text), by=cast.secretary, now=now())
    assert text in browse().get("/issues", query_string={"q": text}).text.partition('class="list"')[2]
    assert (
        browse().get("/issues", query_string={"q": " ".join(f"w{n}" for n in range(50))}).status_code == 200
    )

"""All communities side by side."""

import re

from portal.clock import now
from portal.communities import verbs
from portal.issues.lifecycle import State
from tests.states import in_state


def test_each_is_there_with_what_is_open_resolved_and_adopted(cast, browse):
    in_state(cast, State.ACCEPTED)
    in_state(cast, State.ADOPTED)
    in_state(cast, State.RESOLVED)
    page = browse().get("/communities").text
    shown = re.findall(r'href="/communities/(\w+)">.*?</dl>', page, re.DOTALL)
    assert shown == ["willow", "harbour"]
    assert re.findall(r'figure-value num">([^<]+)<', page) == ["2", "1", "1", "0", "0", "0"]


def test_it_takes_as_many_queries_for_many_as_for_two(cast, browse):
    few = browse().get("/communities").queries
    for n in range(4):
        verbs.found_community(
            cast.subdistrict, by=None, now=now(), slug=f"more-{n}", name=f"新社区{n}", name_en=f"New {n}"
        )
    assert browse().get("/communities").queries == few

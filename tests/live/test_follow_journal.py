"""What is written in the journal is announced once, whichever process wrote it."""

from portal.clock import now
from portal.db import session
from portal.fragments import announce
from portal.issues import verbs
from portal.issues.lifecycle import State
from portal.jobs import follow_journal
from portal.journal import latest_id
from tests.states import in_state


def support(cast):
    """The second member says "me too"; gives the event, the topic, and what was the newest event before."""
    issue = in_state(cast, State.ACCEPTED)
    seen = latest_id()
    event = verbs.support(issue, by=cast.second_member, now=now())
    session.commit()
    return event, f"issues/_supports:{issue.id}", seen


def test_what_another_process_wrote_is_announced(app, cast):
    event, topic, seen = support(cast)
    hub = app.extensions["hub"]
    assert follow_journal(app, seen) == event.id
    assert hub.changed_since(topic, seen)
    assert not hub.changed_since(topic, event.id)


def test_what_this_process_has_announced_is_not_announced_again(app, cast):
    event, topic, seen = support(cast)
    hub = app.extensions["hub"]
    announce([event])
    follow_journal(app, seen)
    assert hub.changed_since(topic, seen)
    assert not hub.changed_since(topic, event.id)  # whoever has it is not sent it twice

"""Taking an invitation back."""

from datetime import timedelta

import pytest

from portal.clock import now
from portal.db import session
from portal.journal import Event, Role, Verb
from portal.lifecycle import NotNow
from portal.people import verbs
from portal.people.models import Invitation


@pytest.fixture
def invited(cast):
    token, event = verbs.invite(
        cast.willow.id, by=cast.secretary, now=now(), role=Role.MEMBER, name="欧阳娜娜"
    )
    session.commit()
    return token, session.get(Invitation, event.thing_id)


@pytest.mark.parametrize("htmx", [False, True])
@pytest.mark.parametrize("who", ["secretary", "administrator"])
def test_the_office_takes_it_back_and_the_link_is_dead(cast, browse, invited, who, htmx):
    token, invitation = invited
    browser = browse(getattr(cast, who), htmx=htmx)
    assert "欧阳娜娜" in browser.get("/communities/willow/people").text
    answer = browser.post(f"/invitations/{invitation.id}/revocation")
    assert answer.headers["HX-Redirect" if htmx else "Location"] == "/communities/willow/people"
    assert "欧阳娜娜" not in browser.get("/communities/willow/people").text
    assert browse().get(f"/invitations/{token}").status_code == 410
    assert session.query(Event).filter_by(verb=Verb.REVOKE_INVITATION).one().community_id == cast.willow.id


@pytest.mark.parametrize("who", ["resident", "member", "chair", "outsider", "supervisor", "visitor"])
def test_others_are_refused(cast, browse, invited, who):
    token, invitation = invited
    assert browse(getattr(cast, who)).post(f"/invitations/{invitation.id}/revocation").status_code == 403
    assert browse().get(f"/invitations/{token}").status_code == 200


def test_what_no_longer_works_cannot_be_taken_back(cast, browse, invited):
    _token, invitation = invited
    verbs.revoke_invitation(invitation, by=cast.secretary, now=now())
    assert browse(cast.secretary).post(f"/invitations/{invitation.id}/revocation").status_code == 409
    with pytest.raises(NotNow):
        verbs.revoke_invitation(invitation, by=cast.secretary, now=now() + timedelta(days=1))

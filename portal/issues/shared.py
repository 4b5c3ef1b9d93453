"""What is said of an issue where it is passed on: in a chat, a network, a search."""

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from portal import links
from portal.cards import Card, Share
from portal.i18n import lang, named
from portal.issues import bp, queries
from portal.issues.fragments import steps
from portal.issues.models import Issue
from portal.issues.words import STATES, WHO_MOVES

Teller = Callable[[Issue], str | None]
TELLERS: list[Teller] = []
"""What other features have to say of an issue that is on its way; the first that has something is heard."""

LONGEST = 120
"""Characters of a description; networks cut what is longer."""


def tells(teller: Teller) -> Teller:
    """Let a feature say what goes on with an issue: a sentence in the reader's language, or None."""
    TELLERS.append(teller)
    return teller


@bp.app_template_global("share_of_issue")
def share(issue: Issue) -> Share | None:
    """What a public issue's page says of itself; None of one that not everybody may see."""
    if not issue.is_public:
        return None
    text = _(
        "%(state)s. %(standing)s %(supporters)s",
        state=STATES[issue.state].label,
        standing=standing(issue),
        supporters=supporters(issue),
    ).strip()
    return Share(
        title=issue.title,
        text=text if len(text) <= LONGEST else text[: LONGEST - 1] + "…",
        url=links.address("issues.show", issue_id=issue.id),
        picture=links.address("issues.card", issue_id=issue.id, lang=lang(), v=_version(issue)),
    )


def _version(issue: Issue) -> str:
    # Chats keep a picture by its address for weeks: another step, another address.
    return f"{int(issue.moved_at.timestamp()):x}"


def card(issue: Issue) -> Card:
    """What stands on the issue's card; nothing of who reported it."""
    look = STATES[issue.state]
    way = steps(issue.state, queries.visited(issue.id))
    return Card(
        name=_("Youth Council"),
        place=named(issue.community),
        title=issue.title,
        chip=(str(look.label), look.tone),
        tally=supporters(issue),
        text=standing(issue),
        steps=tuple((str(label), state) for label, state, *_note in way),
    )


def standing(issue: Issue) -> str:
    """What came of it or, as long as nothing has, who has to move."""
    told: Any = None
    if issue.state.is_settled:
        told = issue.outcome
    elif issue.state.is_decided:
        told = issue.decision
    elif issue.state.is_elsewhere and issue.referred_to:
        told = _("Referred to: %(name)s", name=issue.referred_to)
    else:
        told = next(filter(None, (teller(issue) for teller in TELLERS)), None)
    return " ".join(str(told or WHO_MOVES[issue.state]).split())


def supporters(issue: Issue) -> str:
    """How many say "me too"; nothing where nobody does."""
    count = issue.support_count
    return str(ngettext("%(count)s supporter", "%(count)s supporters", count, count=count)) if count else ""

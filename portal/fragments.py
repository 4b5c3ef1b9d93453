"""Fragments: partials rendered once for everybody (live), and their neighbours that know the viewer (own).

A live fragment is registered with the function that reads its inputs and the verbs that change it; a
page calls it by name, the stream sends it again after a commit. It is rendered without request, viewer
or flash, under StrictUndefined, so one that leaks the viewer fails. Features name each other's
fragments, they do not import each other.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Flask, Response, abort, current_app, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup
from sqlalchemy.exc import DatabaseError
from werkzeug.routing import MapAdapter

from portal.access import Can, allows, is_public, me, sees
from portal.clock import now
from portal.db import Base, session
from portal.i18n import lang
from portal.journal import Event, Verb, latest_id
from portal.live import tokens
from portal.live.bus import LocalBus
from portal.live.hub import Hub

bp = Blueprint("fragments", __name__)

Inputs = dict[str, Any]
Keys = Callable[[Event], Iterable[int]]


@dataclass(frozen=True)
class Live:
    """A viewer-neutral fragment of the thing (kind, key)."""

    name: str
    kind: str
    part: str
    on: frozenset[Verb]
    keys: Keys
    inputs: Callable[[int], Inputs | None]


@dataclass(frozen=True)
class Own:
    """A part of a page that depends on who is looking; sent to nobody but who asked."""

    name: str
    model: Any
    part: str
    on: frozenset[Verb] | None
    keys: Keys
    inputs: Callable[[Any, Any], Inputs | None]
    follow: str | None


LIVE: dict[str, Live] = {}
OWN: dict[str, Own] = {}


def of_issue(event: Event) -> Iterable[int]:
    """The issue whose chain the event belongs to."""
    return [event.issue_id] if event.issue_id else []


def of_thing(event: Event) -> Iterable[int]:
    """The thing itself that was acted on."""
    return [event.thing_id]


def of_community(event: Event) -> Iterable[int]:
    """The community where it happened."""
    return [event.community_id] if event.community_id else []


def live(name: str, *, kind: str, part: str, on: Iterable[Verb], keys: Keys = of_issue) -> Callable[..., Any]:
    """Register `templates/<name>.html`; the function gives its inputs from the key, None when it is gone."""

    def register(inputs: Callable[[int], Inputs | None]) -> Callable[[int], Inputs | None]:
        LIVE[name] = Live(name, kind, part, frozenset(on), keys, inputs)
        return inputs

    return register


def own(
    name: str,
    *,
    model: Any,
    part: str,
    on: Iterable[Verb] | None = None,
    keys: Keys = of_issue,
    follow: str | None = None,
) -> Callable[..., Any]:
    """Register `templates/<name>.html`; the function gives its inputs from the thing and the viewer.

    After an event among `on` (any, if not given) whose `keys` name the thing, the one who acted gets it anew;
    everybody else when the live part `follow` of the thing (if not given, its issue's state) changes phase.
    """

    def register(inputs: Callable[[Any, Any], Inputs | None]) -> Callable[[Any, Any], Inputs | None]:
        OWN[name] = Own(name, model, part, None if on is None else frozenset(on), keys, inputs, follow)
        return inputs

    return register


def dom_id(kind: str, key: Any, part: str) -> str:
    """The one id of a part of a thing: issue-12-thread."""
    return f"{kind}-{key}-{part}"


def fragment(name: str, **inputs: Any) -> Markup:
    """Render a neutral partial in the language of the moment: no request, no viewer, nothing undefined."""
    env: Environment = current_app.extensions["fragments"]
    return Markup(env.get_template(f"{name}.html").render(lang=lang(), **inputs))  # noqa: S704 - autoescaped


def render_live(name: str, key: int) -> Markup | None:
    """A live fragment as it stands now, or None when its thing is gone."""
    f = LIVE[name]
    inputs = f.inputs(key)
    return None if inputs is None else fragment(name, id=dom_id(f.kind, key, f.part), **inputs)


def on_page(name: str, key: int) -> Markup:
    """A live fragment as part of a page; the page's stream will keep it fresh."""
    _show(g.setdefault("topics", []), name, key)
    return render_live(name, key) or Markup("")


def own_on_page(name: str, thing: Any) -> Markup:
    """A viewer's own part as part of a page; it comes anew when the viewer acts."""
    _show(g.setdefault("own_topics", []), name, thing.id)
    return render_own(name, thing)


def _show(topics: list[str], name: str, key: int) -> None:
    if "seen" not in g:
        g.seen = latest_id()  # before the first read, so that nothing falls between page and stream
    topics.append(f"{name}:{key}@{lang()}")


def render_own(name: str, thing: Any) -> Markup:
    """A viewer's own part as it stands now; an empty element where there is nothing for them."""
    f = OWN[name]
    inputs = f.inputs(thing, me())
    id, refresh = dom_id(f.model.kind, thing.id, f.part), url_for("fragments.part", name=name, key=thing.id)
    return Markup(
        render_template(
            "_own.html",
            template=f"{name}.html",
            id=id,
            refresh=refresh,
            **(inputs or {}),
            empty=inputs is None,
            follows=follows(f, thing),
        )
    )


def follows(f: Own, thing: Any) -> str:
    """The live fragment whose change of phase makes a part of this thing stale."""
    if f.follow:
        return dom_id(f.model.kind, thing.id, f.follow)
    issue = getattr(thing, "issue", None)
    return dom_id("issue", issue.id, "state") if issue is not None else ""


def partial(dom: str, html: Markup) -> Markup:
    """Wrap a fragment for htmx: it replaces the element of that id."""
    return Markup('<hx-partial hx-target="#{}" hx-swap="outerHTML">{}</hx-partial>').format(dom, html)


def topics_of(event: Event) -> set[str]:
    """The live fragments that an event changes, as topics without their language."""
    return {f"{f.name}:{key}" for f in LIVE.values() if event.verb in f.on for key in f.keys(event)}


def render_topic(topic: str, viewer: Any = None) -> Markup | None:
    """What goes out for a topic such as "issues/_thread:12@zh": to everybody, or to one viewer who asks.

    A ticket outlives what it was given for: what has been declined since goes to nobody but who may see it.
    """
    base, _, language = topic.rpartition("@")
    name, _, key = base.rpartition(":")
    f = LIVE[name]
    thing, at = _thing(f.kind, int(key)), now()
    if not (is_public(thing, at) if viewer is None else sees(viewer, thing, at)):
        return None
    with force_locale(language):
        html = render_live(name, int(key))
    return None if html is None else partial(dom_id(f.kind, key, f.part), html)


def _thing(kind: str, key: int) -> Any:
    """The row that a fragment shows; None where it shows no one row."""
    models = (mapper.class_ for mapper in Base.registry.mappers)
    model = next((m for m in models if getattr(m, "kind", None) == kind), None)
    return session.get(model, key) if model else None


def announce(events: Iterable[Event]) -> None:
    """After the commit: tell the hub which fragments changed, once for each event."""
    hub, bus = current_app.extensions["hub"], current_app.extensions["bus"]
    for event in events:
        if not hub.has_heard(event.id):
            bus.publish(sorted(topics_of(event)), event.id)


def refreshed(events: Iterable[Event], shown: Iterable[str]) -> list[Markup]:
    """What the asking page shows and these events changed, wrapped for htmx."""
    touched = set().union(*(topics_of(event) | _own_topics_of(event) for event in events))
    answer = []
    for topic in shown:
        base = topic.rpartition("@")[0]
        if base not in touched:
            continue
        name, _, key = base.rpartition(":")
        if name in LIVE:
            answer.append(render_topic(topic, me()))
        elif (thing := session.get(OWN[name].model, int(key))) is not None and sees(me(), thing, now()):
            answer.append(partial(dom_id(thing.kind, key, OWN[name].part), render_own(name, thing)))
    return [html for html in answer if html]


def _own_topics_of(event: Event) -> set[str]:
    return {
        f"{f.name}:{key}" for f in OWN.values() if f.on is None or event.verb in f.on for key in f.keys(event)
    }


def ticket(topics: Sequence[str]) -> str:
    """A signed list of what a page shows and up to which event it has seen."""
    return tokens.sign(current_app.config["SECRET_KEY"], topics, g.seen)


def page_ticket() -> str | None:
    """For the page's X-Live header: everything on it that can change under somebody's hands."""
    topics = [*g.get("topics", ()), *g.get("own_topics", ())]
    return ticket(topics) if topics else None


def stream_url() -> str | None:
    """Where the page listens; called last in the layout, when all its fragments are known."""
    topics = g.get("topics")
    return f"/live?t={ticket(topics)}" if topics and current_app.config["STREAMS"] else None


def poll_url() -> str | None:
    """Where the page asks when it cannot listen."""
    topics = g.get("topics")
    return url_for("fragments.poll", t=ticket(topics), since=g.seen) if topics else None


@bp.get("/fragments")
@allows(Can.VISIT)
def poll() -> ResponseReturnValue:
    """What changed on a page since it last asked: for browsers without a stream."""
    try:
        page = tokens.read(current_app.config["SECRET_KEY"], request.args.get("t", ""))
    except tokens.Expired:
        return Response(status=410)
    except tokens.Forged:
        abort(403)
    since = max(page.since, request.args.get("since", 0, type=int))
    seen = latest_id()
    hub = current_app.extensions["hub"]
    frames = [render_topic(topic, me()) for topic in page.topics if hub.changed_since(topic, since)]
    answer = Response("".join(frame for frame in frames if frame), status=200 if any(frames) else 204)
    answer.headers["X-Live-Since"] = str(seen)
    return answer


@bp.get("/parts/<path:name>/<int:key>")
@allows(Can.VISIT)
def part(name: str, key: int) -> ResponseReturnValue:
    """A viewer's own part anew, after what it belongs to has moved on."""
    thing = session.get(OWN[name].model, key) if name in OWN else None
    if thing is None or not sees(me(), thing, now()):
        abort(404)
    return str(render_own(name, thing))


OF_A_PAGE = {
    "request", "session", "g", "config", "get_flashed_messages", "csrf_token", "csrf_meta_tag", "can",
    "live", "own", "stream_url", "poll_url", "page_ticket",
}  # fmt: skip
"""What templates of pages may use and fragments may not: it knows the viewer or the page."""


def _environment(app: Flask) -> Environment:
    env = app.jinja_env.overlay(undefined=StrictUndefined)
    addresses: MapAdapter = app.url_map.bind("")
    env.globals = {k: v for k, v in app.jinja_env.globals.items() if k not in OF_A_PAGE}
    env.globals["url_for"] = lambda endpoint, **values: addresses.build(endpoint, values)
    return env


def _hub_renderer(app: Flask) -> Callable[[str], bytes | None]:
    """The hub's way to render a topic: in its own app context and its own short read transaction."""

    def render(topic: str) -> bytes | None:
        with app.app_context():
            g.now = now()
            html = render_topic(topic)
            session.rollback()
            return None if html is None else str(html).encode()

    return render


def _head(app: Flask) -> int:
    with app.app_context():
        try:
            return latest_id()
        except DatabaseError:  # there is no database yet: `portal init` is about to make it
            return 0
        finally:
            session.remove()


def init_app(app: Flask) -> None:
    """Make the neutral environment and give pages the ways to place fragments."""
    app.jinja_env.globals.update(
        live=on_page,
        own=own_on_page,
        dom_id=dom_id,
        stream_url=stream_url,
        poll_url=poll_url,
        page_ticket=page_ticket,
    )
    app.extensions["fragments"] = _environment(app)
    app.extensions["hub"] = Hub(render=_hub_renderer(app), floor=_head(app))
    app.extensions["bus"] = LocalBus()
    app.extensions["bus"].subscribe(lambda topics, id: app.extensions["hub"].touch(topics, id))
    app.register_blueprint(bp)

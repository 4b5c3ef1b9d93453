"""How a view answers: done, invalid, refused; the only reader of request.htmx."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, flash, make_response, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from htmx_flask import request
from markupsafe import Markup
from werkzeug.exceptions import HTTPException
from werkzeug.urls import iri_to_uri

from portal import fragments, links
from portal.db import session
from portal.journal import Event
from portal.lifecycle import NotNow, WrongState
from portal.live import tokens


def done(*events: Event, to: str, say: str | None = None, lead: bool = False) -> ResponseReturnValue:
    """Commit, tell the watchers, and answer.

    A plain form is led back to where it stood, or to `to`. An htmx form gets what the events changed on its
    page: live fragments and the viewer's own parts; where there is none of these, or with `lead`, it is led
    to `to` as well. `say` is the sentence that confirms it.
    """
    session.commit()
    fragments.announce(events)
    if request.htmx and not lead and (changed := fragments.refreshed(events, _shown())):
        return _vary(make_response(Markup("").join([*changed, *([notice(say)] if say else [])])))
    if say:
        flash(say)
    return _lead(to if lead else _back(to))


def _lead(to: str) -> ResponseReturnValue:
    if not request.htmx:
        return redirect(to, 303)
    answer = make_response("")
    answer.headers["HX-Redirect"] = iri_to_uri(to)
    return answer


def _back(to: str) -> str:
    """The page of ours on which the form stood, so that a list answered line by line is not left."""
    try:
        came_from = urlsplit(request.referrer or "")
    except ValueError:  # a browser sends none such, but whoever likes may
        return to
    # No page: the form had been sent before and came back on the address of its POST.
    if came_from.netloc != request.host or not links.is_page(came_from.path):
        return to
    return came_from.path + (f"?{came_from.query}" if came_from.query else "")


def _shown() -> Sequence[str]:
    """What the asking page shows, by the ticket that it got."""
    try:
        return tokens.read(current_app.config["SECRET_KEY"], request.headers.get("X-Live", "")).topics
    except (tokens.Forged, tokens.Expired):
        return ()


def notice(text: str, tone: str = "good") -> Markup:
    """A sentence for the page's notices."""
    html = Markup(render_template("_notice.html", text=text, tone=tone))
    return Markup('<hx-partial hx-target="#notices" hx-swap="innerHTML">{}</hx-partial>').format(html)


def invalid(template: str, *, title: str, back: tuple[str, str], **inputs: Any) -> ResponseReturnValue:
    """The form again with its errors, nothing lost: in its place, or on a page of its own."""
    session.rollback()
    if request.htmx:
        return _vary(make_response(render_template(template, **inputs), 422))
    return _vary(
        make_response(
            render_template("form_page.html", partial=template, title=title, back=back, **inputs), 422
        )
    )


def page(template: str, *, title: str, back: tuple[str, str], **inputs: Any) -> ResponseReturnValue:
    """A form's own page, for whoever has no JavaScript or came by a link; htmx gets the form alone."""
    if request.htmx:
        return _vary(make_response(render_template(template, **inputs)))
    return _vary(
        make_response(render_template("form_page.html", partial=template, title=title, back=back, **inputs))
    )


def refused(code: int, title: str, text: str, reason: Any = None) -> Response:
    """An error in words: what happened and what to do next."""
    session.rollback()
    if request.htmx:
        answer = make_response(notice(str(reason or text), "bad"), code)
        answer.headers["HX-Reswap"] = "none"
        return _vary(answer)
    return _vary(
        make_response(
            render_template("errors/error.html", code=code, title=title, text=text, reason=reason), code
        )
    )


def _vary(answer: Response) -> Response:
    answer.vary.add("HX-Request")
    return answer


def _http_error(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < 400:
        return error.get_response()
    words = {
        400: (_("This request was not understood"), _("Go back, load the page again, and try once more.")),
        403: (_("You may not do this"), _("If you think you should, ask your community's secretary.")),
        404: (
            _("Nothing here"),
            _("The address may be wrong, or this is not public. Start from the home page."),
        ),
        405: (_("This request was not understood"), _("Go back, load the page again, and try once more.")),
        413: (_("That is too large"), _("Send fewer or smaller photos.")),
        429: (_("Too many tries"), _("Wait a few minutes, then try again.")),
        503: (_("Not available right now"), _("Please try again in a minute.")),
    }
    title, text = words.get(error.code, words[400])
    # Werkzeug's own descriptions are English prose for developers; only our reasons are shown.
    stock = type(error).description
    reason = error.description if error.code == 403 and error.description != stock else None
    answer = refused(error.code, title, text, reason)
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After"):
            answer.headers[name] = value
    return answer


def _wrong_state(error: WrongState) -> ResponseReturnValue:
    return refused(
        409,
        _("Somebody was faster"),
        _("It has moved on in the meantime. Go back and load the page again to see how it stands."),
    )


def _not_now(error: NotNow) -> ResponseReturnValue:
    return refused(
        409, _("Not possible now"), _("Go back and load the page again to see how it stands."), str(error)
    )


def _csrf_error(error: CSRFError) -> ResponseReturnValue:
    return refused(400, _("This form has expired"), _("Go back, load the page again, and send it once more."))


def _unexpected(error: Exception) -> ResponseReturnValue:
    current_app.logger.error("unexpected error in %s", request.endpoint, exc_info=error)
    return refused(
        500,
        _("Something went wrong on our side"),
        _("Nothing was saved. Please try again; if it goes on, tell your community's secretary."),
    )


def init_app(app: Flask) -> None:
    """Every error becomes a page, or a notice, in words."""
    app.register_error_handler(CSRFError, _csrf_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(WrongState, _wrong_state)
    app.register_error_handler(NotNow, _not_now)
    app.register_error_handler(Exception, _unexpected)

"""How a reader wants pages to look, large or dark; kept in this browser and nowhere else."""

from flask import Flask, Response, after_this_request, current_app, request

CHOICES = {"text": ("normal", "large"), "theme": ("system", "light", "dark")}
"""Each way to look and what can be chosen; the first is what nobody has to choose."""


def chosen() -> dict[str, str]:
    """What this browser was told, for `<html data-…>` and the menu."""
    return {
        name: wish if (wish := request.cookies.get(name)) in values else values[0]
        for name, values in CHOICES.items()
    }


def remember(name: str, wish: str) -> None:
    """Keep a choice with the answer to this request; what is no choice changes nothing."""
    if wish not in CHOICES.get(name, ()):
        return

    @after_this_request
    def keep(response: Response) -> Response:
        secure = current_app.config["SESSION_COOKIE_SECURE"]
        response.set_cookie(name, wish, max_age=31536000, samesite="Lax", httponly=True, secure=secure)
        return response


def init_app(app: Flask) -> None:
    """Give pages the present choices."""
    app.context_processor(lambda: {"display": chosen()})

"""The gallery's pages: one for each group of furniture, and one for each fragment."""

from typing import Any

from flask import abort, g, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.access import Can, allows
from portal.clock import standing_still
from portal.fragments import LIVE, OWN
from portal.gallery import bp, fragments, furniture
from portal.gallery.samples import pick
from portal.gallery.town import NOW

SECTIONS: dict[str, tuple[str, str]] = {
    "colours": ("颜色与文字", "Colours and text"),
    "states": ("状态与人", "States and people"),
    "buttons": ("按钮与对话框", "Buttons and dialogs"),
    "forms": ("表单", "Forms"),
    "messages": ("消息与空白", "Messages and empty places"),
    "spine": ("议题的路与表决", "The way of an issue, and votes"),
    "lists": ("列表与导航", "Lists and ways"),
    "numbers": ("数字与图表", "Numbers and charts"),
    "pictures": ("图片与编码", "Pictures and codes"),
}

WIDE = {"community", "place", "news"}
"""Kinds whose fragments stand on pages of the full width."""


def sections() -> list[tuple[str, str, str]]:
    """The pages of furniture: name, address and title."""
    return [(name, url_for(".section", section=name), pick(*title)) for name, title in SECTIONS.items()]


def parts() -> list[tuple[str, str]]:
    """The fragments of the registry: name and address."""
    return [(name, url_for(".part", name=name)) for name in sorted({*LIVE, *OWN})]


@bp.get("/gallery")
@allows(Can.VISIT)
def index() -> ResponseReturnValue:
    """What there is to see."""
    return render_template("gallery/index.html", sections=sections(), parts=parts(), pick=pick)


@bp.get("/gallery/<section>")
@allows(Can.VISIT)
def section(section: str) -> ResponseReturnValue:
    """A group of furniture, each piece in its states."""
    if section not in SECTIONS:
        abort(404)
    title = pick(*SECTIONS[section])
    with standing_still(NOW):
        g.now = NOW
        shown: dict[str, Any] = furniture.of(section)
        return render_template(
            f"gallery/{section}.html", title=title, sections=sections(), pick=pick, **shown
        )


@bp.get("/gallery/parts/<path:name>")
@allows(Can.VISIT, writes=True)
def part(name: str) -> ResponseReturnValue:
    """A fragment in every scene; what it shows is made for this answer and undone."""
    if name not in LIVE and name not in OWN:
        abort(404)
    looks, is_wide = fragments.looks(name), name in LIVE and LIVE[name].kind in WIDE
    return render_template("gallery/part.html", name=name, looks=looks, is_wide=is_wide, pick=pick)

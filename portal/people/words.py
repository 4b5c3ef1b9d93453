"""How roles and devices are said."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.journal import Role
from portal.people import bp

ROLES = {
    Role.VISITOR: _l("Visitor"),
    Role.RESIDENT: _l("Resident"),
    Role.MEMBER: _l("Council member"),
    Role.CHAIR: _l("Chair"),
    Role.SECRETARY: _l("Secretary"),
    Role.SUPERVISOR: _l("Supervisor"),
    Role.ADMINISTRATOR: _l("Administrator"),
    Role.CLOCK: _l("The clock"),
}


@bp.app_template_filter("role")
def role_word(role: Role) -> str:
    """The role in the reader's language."""
    return str(ROLES[role])


# Looked for in this order: what calls itself by several names is told by the first.
BROWSERS = {
    "MicroMessenger": _l("WeChat"),
    "DingTalk": _l("DingTalk"),
    "QQ/": "QQ",
    "Edg": "Edge",
    "OPR/": "Opera",
    "HuaweiBrowser": _l("Huawei Browser"),
    "MiuiBrowser": _l("Mi Browser"),
    "UCBrowser": "UC",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "CriOS": "Chrome",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "HarmonyOS": "HarmonyOS",
    "OpenHarmony": "HarmonyOS",
    "Android": "Android",
    "Windows": "Windows",
    "Mac OS X": "Mac",
    "CrOS": "Chromebook",
    "Linux": "Linux",
}


def device(user_agent: str) -> str:
    """What is kept of a browser's own long description: its make and its system."""
    browser = next((mark for mark in BROWSERS if mark in user_agent), "")
    system = next((mark for mark in SYSTEMS if mark in user_agent), "")
    return f"{browser}|{system}"


@bp.app_template_filter("device")
def device_words(kept: str) -> str:
    """WeChat on iPhone."""
    browser, _bar, system = kept.partition("|")
    names = {"browser": BROWSERS.get(browser, ""), "system": SYSTEMS.get(system, "")}
    if names["browser"] and names["system"]:
        return _("%(browser)s on %(system)s", **names)
    return str(names["browser"] or names["system"] or _("Unknown device"))

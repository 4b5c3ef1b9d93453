"""Settings, each read from one environment variable; what is not set is safe for a single small machine."""

import os
import secrets
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

MEGABYTE = 1024 * 1024
SHORTEST_SECRET = 16
"""Characters below which a key could be guessed."""


class NoSecretKey(Exception):
    """A server for real people needs a secret key of its own."""

    def __str__(self) -> str:
        return (
            "PORTAL_SECRET_KEY is not set, or too short to keep a secret. Make one and keep it private:\n"
            "    export PORTAL_SECRET_KEY=$(python3 -c 'import secrets; print(secrets.token_hex(32))')\n"
            "(To try the portal with made-up people instead, set PORTAL_DEMO=1.)"
        )


def settings(env: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """Read the environment into Flask's configuration."""
    instance = Path(env.get("PORTAL_INSTANCE", "instance")).resolve()
    demo = env.get("PORTAL_DEMO", "") not in ("", "0")
    base_url = env.get("PORTAL_BASE_URL", "").rstrip("/")
    return {
        "INSTANCE": instance,
        "DEMO": demo,
        "GALLERY": env.get("PORTAL_GALLERY", "") not in ("", "0"),  # /gallery, for development and tests
        "SECRET_KEY": env.get("PORTAL_SECRET_KEY") or (_kept_secret(instance) if demo else None),
        "SQLALCHEMY_DATABASE_URI": env.get("PORTAL_DATABASE") or f"sqlite:///{instance / 'portal.db'}",
        "SQLALCHEMY_ENGINE_OPTIONS": {"hide_parameters": True},  # what people wrote stays out of the log
        "SQLITE_SYNCHRONOUS": env.get("PORTAL_SQLITE_SYNCHRONOUS", "FULL"),
        "UPLOADS": Path(env.get("PORTAL_UPLOADS") or instance / "uploads").resolve(),
        "BASE_URL": base_url,  # how mails and QR codes name this portal, such as https://council.example
        "TIMEZONE": env.get("PORTAL_TIMEZONE", "Asia/Shanghai"),
        "STREAMS": env.get("PORTAL_STREAMS", "1") != "0",
        "SMTP_URL": env.get(
            "PORTAL_SMTP", ""
        ),  # smtp://user:password@host:587, or smtps://…; empty: a folder
        "MAIL_FROM": env.get("PORTAL_MAIL_FROM", "portal@localhost"),
        "MAIL_FOLDER": instance / "mail",
        "MAX_CONTENT_LENGTH": 48 * MEGABYTE,
        "MAX_FORM_MEMORY_SIZE": MEGABYTE,
        "PERMANENT_SESSION_LIFETIME": timedelta(days=30),
        # Sent with every answer, the cookie of a late one would undo what another has just put into it.
        "SESSION_REFRESH_EACH_REQUEST": False,
        "SESSION_COOKIE_NAME": "portal",
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": base_url.startswith("https://"),
        "WTF_CSRF_TIME_LIMIT": None,  # a form left open overnight must still be accepted
        "BABEL_DEFAULT_LOCALE": "zh",
        "BABEL_DEFAULT_TIMEZONE": env.get("PORTAL_TIMEZONE", "Asia/Shanghai"),
        "RATELIMIT_ENABLED": env.get("PORTAL_RATELIMIT", "1") != "0",
        "RATELIMIT_STORAGE_URI": "memory://",
    }


def _kept_secret(instance: Path) -> str:
    """The demo's key, made once, so that people stay signed in over a restart."""
    kept = instance / "secret.key"
    if not kept.exists():
        instance.mkdir(mode=0o700, parents=True, exist_ok=True)
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_hex(32))
    return kept.read_text().strip()

"""A portal for youth deliberation councils 青年议事会: from a resident's report to a rated result."""

from collections.abc import Mapping
from typing import Any

from flask import Flask


def create_app(overrides: Mapping[str, Any] | None = None) -> Flask:
    """Make the app: settings, libraries, shared guards, then the features."""
    from portal import access, answers, assets, config, display, extensions, fragments, i18n, nav, security
    from portal.db import db, tune_sqlite
    from portal.paths import data_folder

    app = Flask("portal", template_folder=data_folder("templates"), static_folder=data_folder("static"))
    app.config.from_mapping(config.settings())
    app.config.from_mapping(overrides or {})
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.add_extension("jinja2.ext.do")

    app.config["INSTANCE"].mkdir(mode=0o700, parents=True, exist_ok=True)  # contacts of residents lie here
    db.init_app(app)
    with app.app_context():
        tune_sqlite(db.engine, synchronous=app.config["SQLITE_SYNCHRONOUS"])
    extensions.babel.init_app(app, locale_selector=i18n.choose, default_domain="messages")
    extensions.csrf.init_app(app)
    extensions.htmx.init_app(app)
    extensions.limiter.init_app(app)
    extensions.login_manager.init_app(app)

    for shared in (security, assets, i18n, display, access, answers, fragments, nav):
        shared.init_app(app)
    _add_features(app)
    return app


def _add_features(app: Flask) -> None:
    from portal import features

    for blueprint in features.blueprints(development=app.config["GALLERY"]):
        app.register_blueprint(blueprint)

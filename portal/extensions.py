"""The libraries' objects, made once and bound to an app by create_app."""

from flask_babel import Babel
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager
from flask_wtf import CSRFProtect
from htmx_flask import Htmx

babel = Babel()
csrf = CSRFProtect()
htmx = Htmx()
limiter = Limiter(get_remote_address, default_limits=[], headers_enabled=True)
login_manager = LoginManager()

"""Security of every response and form: content policy, headers, CSRF token, size limits, secrets."""

from datetime import timedelta

from flask import Flask, Response, request
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from planner.config import Config
from planner.web.cleaning import NumberConverter, PlainRequest

CONTENT_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",  # not stricter: over TLS, forms need a referrer of our own
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

csrf = CSRFProtect()


def init_app(app: Flask, config: Config) -> None:
    """Set secrets, limits, cookie flags and the headers of every response, including errors and static files."""
    app.request_class = PlainRequest
    app.url_map.converters["int"] = NumberConverter
    app.config.update(
        SECRET_KEY=config.secret_key or config.kept("secret.key"),
        MAX_CONTENT_LENGTH=config.upload_mb * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=4 * 1024 * 1024,
        MAX_FORM_PARTS=2000,
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session: an hour's limit loses long forms
        WTF_CSRF_SSL_STRICT=config.secure,
        SESSION_COOKIE_NAME="__Host-navrat-form" if config.secure else "navrat-form",
        SESSION_COOKIE_SECURE=config.secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=timedelta(hours=12),
        TEMPLATES_AUTO_RELOAD=config.env == "development",
    )
    if config.hosts:
        app.config["TRUSTED_HOSTS"] = [host.strip() for host in config.hosts.split(",")]
    if config.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=config.proxies, x_proto=config.proxies, x_host=config.proxies)  # type: ignore[method-assign]
    app.jinja_env.autoescape = True
    csrf.init_app(app)

    def add_headers(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if config.secure:
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
        if request.endpoint == "static":
            response.headers["Cache-Control"] = "public, max-age=3600"
        else:
            response.headers["Cache-Control"] = "no-store"
        return response

    app.after_request(add_headers)

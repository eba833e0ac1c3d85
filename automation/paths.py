"""Where rules and templates are: as configured, else the checkout's, else the shipped copy."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def rules(configured: Path | None = None) -> Path:
    """The folder of rule files."""
    return configured or _shipped("rules")


def templates() -> Path:
    """The folder of templates."""
    return _shipped("templates")


def static() -> Path:
    """Style sheets and pictures of the pages."""
    return _PACKAGE / "web" / "static"


def _shipped(name: str) -> Path:
    # An editable install leaves an orphan copy in site-packages; the checkout comes first.
    checkout = _PACKAGE.parent / name
    return checkout if checkout.is_dir() else _PACKAGE / "_shipped" / name

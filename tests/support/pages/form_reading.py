"""A page's form as a browser would send it: every field with its shown value."""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import Element

from tests.support.pages.html import document


def form_fields(page: str, having: str) -> dict[str, Any]:
    """The fields of the form that has a field called `having`; several of one name become a list."""
    for form in document(page).iter("form"):
        found: dict[str, Any] = {}
        for control in form.iter():
            for name, value in _sent(control):
                found[name] = value if name not in found else [*_list(found[name]), value]
        if having in found:
            return found
    raise AssertionError(f"no form with {having} here: {page[:1500]}")


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _sent(control: Element) -> list[tuple[str, str]]:
    name = control.get("name")
    if not name or control.get("disabled") is not None:
        return []
    if control.tag == "textarea":
        return [(name, control.text or "")]
    if control.tag == "select":
        options = list(control.iter("option"))
        chosen = [one for one in options if one.get("selected") is not None] or (
            options[:1] if control.get("multiple") is None else []
        )
        return [(name, one.get("value", one.text or "")) for one in chosen]
    if control.tag != "input" or control.get("type") in ("submit", "button", "file"):
        return []
    if control.get("type") in ("checkbox", "radio") and control.get("checked") is None:
        return []
    return [(name, control.get("value") or "")]

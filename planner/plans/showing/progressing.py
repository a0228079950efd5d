"""The progress of a calculation in words: the best plan so far, what is proved about it, the time."""

from decimal import Decimal
from typing import Any

from flask_babel import gettext

from models import Plan


def told(plan: Plan, figures: dict[str, Any], seconds: int) -> dict[str, Any]:
    """The contents of the progress component for a run of `seconds` on the plan's problem."""
    used = figures.get("seconds", 0)
    return {
        "best": _best(plan, figures),
        "bound": _bound(figures),
        "share": min(1, used / max(1, seconds)),
        "elapsed": f"{used} s",
    }


def _best(plan: Plan, figures: dict[str, Any]) -> str:
    if "weight" not in figures:
        people = sum(sum(case["travellers"].values()) for case in plan.problem["cases"])
        return gettext("Looking for a first plan for %(people)s people", people=people)
    if figures["weight"] == 0:
        return gettext("Best so far: everyone has a place")
    return gettext("Best so far: urgency of families without a place %(weight)s", weight=figures["weight"])


def _bound(figures: dict[str, Any]) -> str | None:
    """What is proved: that no more people can travel, or how many might; and the gap of the cost."""
    weight, least, gap = figures.get("weight"), figures.get("bound_weight"), figures.get("gap")
    if weight is None or least is None:
        return None
    if weight > least == 0:
        return gettext("Not yet known whether everyone can travel")
    if weight > least:
        return gettext("The urgency of those without a place cannot be below %(least)s", least=least)
    proved = gettext("no one else can be placed") if weight else gettext("no one is left without a place")
    if gap is None:
        return proved
    share = 100 * Decimal(gap)
    if share < Decimal("0.05"):
        return gettext("%(proved)s; this is the lowest possible cost", proved=proved)
    return gettext("%(proved)s; no more than %(share)s%% above the lowest cost", proved=proved, share=f"{share:.1f}")

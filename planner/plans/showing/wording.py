"""How good a plan is and how a run ended, in words and with a colour."""

from models import Plan, PlanStatus
from models.words import Say, say
from optimisation.format.plan import Plan as Answer
from optimisation.judging.check import check
from planner.plans.asking.moving import RULES
from planner.plans.asking.tasks import counted
from planner.plans.showing.plan_sheet import Sheet

ENDS: dict[PlanStatus, tuple[Say, Say]] = {
    PlanStatus.INFEASIBLE: (
        say("The pins contradict each other"),
        say(
            "Each of the pins named below is possible alone, but not together with the others. Release one of them and "
            "ask again."
        ),
    ),
    PlanStatus.UNKNOWN: (
        say("No plan was found in the time"),
        say("This does not mean that there is none. Give it more time, or release some pins, and ask again."),
    ),
    PlanStatus.CANCELLED: (
        say("Stopped before there was a plan"),
        say(
            "Somebody stopped the computation before the first plan was found. Nothing was changed; ask again when "
            "you like."
        ),
    ),
    PlanStatus.FAILED: (
        say("The computation broke down"),
        say(
            "This is a fault of ours, not of your data. Nothing was changed. Ask again; if it happens twice, tell us "
            "the plan's number."
        ),
    ),
}


WORTH_SAYING = 0.2
"""A gap above it says only that the proof has hardly begun."""


def quality(answer: Answer) -> tuple[Say, str]:
    """How far from the best possible, and the colour: green when proved, amber when more people might fit."""
    if answer.gap is None:
        return say("More people might fit: not proved in the time"), "amber"
    if answer.gap <= 2e-6:
        return say("Best possible"), "green"
    if answer.gap > WORTH_SAYING:
        return say("How good is not proved yet"), "amber"
    return say("Best possible within %(share)s %%", share=f"{max(answer.gap * 100, 0.1):.1f}"), (
        "green" if answer.gap <= 0.01 else "amber"
    )


def faults(sheet: Sheet) -> list[Say]:
    """What code that never meets the solver finds wrong with the plan as it stands; nothing, or it is not shown."""
    if sheet.answer is None:
        return []
    return [
        say("%(rule)s: %(text)s", rule=RULES.get(one.rule, say("figures")), text=one.text)
        for one in check(sheet.problem, sheet.answer)
    ]


def repeatable(plan: Plan, answer: Answer) -> bool:
    """Whether the same problem and seed give the same plan again: counted work that nothing cut short."""
    steady = counted(plan) or answer.run.workers == 1
    return steady and answer.run.stopped_by in ("proof", "gap", "effort")


def stopped(answer: Answer) -> Say | None:
    """Why the engine ended when it was not by proof."""
    return {
        "time": say("stopped when its time was over"),
        "cancelled": say("stopped by hand"),
        "effort": say("stopped at its limit of work"),
    }.get(answer.run.stopped_by)


def failure(plan: Plan) -> Say | None:
    """What broke, as far as it helps the reader."""
    if plan.failure == "lost":
        return say(
            "Three tries were broken off because the machine or the worker stopped. Ask again; if it stays, "
            "tell your administrator."
        )
    if plan.failure == "memory":
        return say("It needed more memory than it may use.")
    if plan.failure == "limit":
        return say("It did not end in time and was ended.")
    return say("Details for our support: %(text)s", text=plan.failure) if plan.failure else None


STEPS: dict[str, Say] = {
    "moved": say("moved"),
    "pinned": say("pinned"),
    "unpinned": say("pin released"),
    "excluded": say("excluded"),
    "allowed": say("allowed again"),
}

"""The quality of a plan and the end of a run, in words and with a colour."""

from models import Plan, PlanStatus
from models.words import Say, say
from optimisation.format.plan import Plan as Answer
from optimisation.judging.check import check
from planner.plans.asking.moving import RULES
from planner.plans.asking.tasks import counted
from planner.plans.showing.plan_sheet import Sheet

ENDS: dict[PlanStatus, tuple[Say, Say]] = {
    PlanStatus.INFEASIBLE: (
        say("The pins conflict with each other"),
        say(
            "Each of the pins below is possible on its own, but not together with the others. "
            "Release one of them and run the calculation again."
        ),
    ),
    PlanStatus.UNKNOWN: (
        say("No plan found in the time allowed"),
        say(
            "This does not mean that there is no plan. Allow more time or release some pins, "
            "then run the calculation again."
        ),
    ),
    PlanStatus.CANCELLED: (
        say("Stopped before a plan was found"),
        say(
            "The calculation was stopped before the first plan was found. Nothing was changed. "
            "You can run it again at any time."
        ),
    ),
    PlanStatus.FAILED: (
        say("The calculation failed"),
        say(
            "This is a fault in Navrat, not in your data. Nothing was changed. Run the "
            "calculation again. If it fails again, tell us the plan number."
        ),
    ),
}


WORTH_SAYING = 0.2
"""With a larger gap, the proof has hardly begun."""


def quality(answer: Answer) -> tuple[Say, str]:
    """How far from the best possible, and the colour: green if proved, amber if more people might travel."""
    if answer.gap is None:
        return say("More people might get a place: not settled in the time allowed"), "amber"
    if answer.gap <= 2e-6:
        return say("Best possible"), "green"
    if answer.gap > WORTH_SAYING:
        return say("Not yet known how close to the best"), "amber"
    return say("Within %(share)s%% of the best possible", share=f"{max(answer.gap * 100, 0.1):.1f}"), (
        "green" if answer.gap <= 0.01 else "amber"
    )


def faults(sheet: Sheet) -> list[Say]:
    """What the independent check finds wrong with the current plan. The plan is shown as correct if this is empty."""
    answer = sheet.checked or sheet.answer
    if answer is None:
        return []
    return [
        say("%(rule)s: %(text)s", rule=RULES.get(one.rule, say("figures")), text=one.text)
        if not any(case in one.text for case in sheet.unseen)
        else RULES.get(one.rule, say("figures"))
        for one in check(sheet.problem, answer)
    ]


def repeatable(plan: Plan, answer: Answer) -> bool:
    """Whether the same problem and seed give the same plan again: the work was counted and nothing cut it short."""
    steady = counted(plan) or answer.run.workers == 1
    return steady and answer.run.stopped_by in ("proof", "gap", "effort")


def stopped(answer: Answer) -> Say | None:
    """Why the engine stopped before a proof."""
    return {
        "time": say("stopped when the time ran out"),
        "cancelled": say("stopped manually"),
        "effort": say("stopped at its step limit"),
    }.get(answer.run.stopped_by)


def failure(plan: Plan) -> Say | None:
    """Why a calculation failed, as far as that helps the reader."""
    if plan.failure == "lost":
        return say(
            "The calculation was interrupted three times because the server stopped. Run it "
            "again. If this keeps happening, tell your administrator."
        )
    if plan.failure == "memory":
        return say("The calculation needed more memory than is available to it.")
    if plan.failure == "limit":
        return say("The calculation did not finish in time and was stopped.")
    return say("Details for our support: %(text)s", text=plan.failure) if plan.failure else None


STEPS: dict[str, Say] = {
    "moved": say("moved"),
    "pinned": say("pinned"),
    "unpinned": say("pin released"),
    "excluded": say("excluded"),
    "allowed": say("allowed again"),
}

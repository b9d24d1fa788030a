"""What must hold before a session may begin: the checklist, and a plan that keeps the rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from app.engine.comfort import checked
from app.errors import BadInput
from app.i18n import LANGUAGES, N_
from app.session import asking, listening, timelines, wish
from app.session.plan import SessionPlan, check_alias
from scenes.base import TrainingKind

#: id -> what the clinician usually confirms (message ids); a site may leave some out and add its own, see `app.session.site`
CHECKLIST = {
    "skin": N_("Skin, eyes and face are healthy where the headset rests"),
    "seizure": N_("No epilepsy, no severe dizziness today"),
    "hygiene": N_("Headset cleaned"),
    "consent": N_("The patient agrees to this session"),
    "position": N_("The patient sits or lies safely, with nothing near to bump into"),
    "stop": N_("The patient knows how to stop: look down at Stop, or say so"),
}
#: seconds of exposure, from the shortest that makes sense to try things out to an hour
SECONDS = (5.0, 3600.0)


def check(plan: SessionPlan, data: Path, required: Sequence[str] = tuple(CHECKLIST)) -> SessionPlan:
    """The plan with the moments of its timeline, or a refusal of one that breaks a rule, before anything is stored.

    It imports the world, which takes a moment the first time.

    data : the data folder
    required : what must be confirmed here, as `app.session.site.Site` has it

    Raises
    ------
    BadInput
        Names the value, the rule and what to do.
    """
    check_alias(plan.alias)
    world = wish.world_of(plan.world)
    if not SECONDS[0] <= plan.seconds <= SECONDS[1]:
        raise BadInput(
            f"length must be 5 seconds to 60 minutes, got {plan.seconds:g} s: choose 10 to 20 minutes for a visit"
        )
    if plan.language not in LANGUAGES:
        raise BadInput(f"language must be one of {', '.join(LANGUAGES)}, got {plan.language!r}: choose one of these")
    checked(plan.comfort)
    asking.checked(plan.asks)
    listening.checked(plan.listening)
    missing = [item for item in required if item not in plan.checklist]
    if missing:
        raise BadInput(f"checklist must be confirmed, missing: {', '.join(missing)}: confirm each item or don't start")
    if plan.training.kind is TrainingKind.TIMED and plan.timeline and not plan.training.timeline:
        moments = timelines.load(plan.timeline, data, world.events)
        plan = replace(plan, training=replace(plan.training, timeline=moments))
    wish.checked(world, plan.wish)
    return plan

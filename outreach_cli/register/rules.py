"""What follows from a row that comes in: a status enrols first, an outcome dates the step it is."""

from __future__ import annotations

from collections.abc import Mapping

from outreach_cli.records.types import Value
from outreach_cli.records.work import OPEN_OUTCOMES
from outreach_cli.register.verbs import Change


class Rule:
    """What follows from the rows of one kind."""

    def __init__(self, change: Change) -> None:
        self.change = change

    def complete(self, values: Mapping[str, Value]) -> dict[str, Value]:
        """The values of one row that follow from its others."""
        return {}

    def finish(self) -> None:
        """What follows when all the rows are in."""


class OutcomeDatesItsStep(Rule):
    """A referral that was accepted or started got there on the day of the outcome, unless said otherwise."""

    def complete(self, values: Mapping[str, Value]) -> dict[str, Value]:
        outcome, step = values.get("outcome"), f"{values.get('outcome')}_on"
        if outcome in OPEN_OUTCOMES and values.get(step) is None:
            return {step: values.get("outcome_date")}
        return {}


class StatusEnrolsFirst(Rule):
    """A status belongs to the part of the programme that the citizen is in, and enrols who is in none."""

    def __init__(self, change: Change) -> None:
        super().__init__(change)
        self.parts: dict[tuple[Value, Value], Value] = change.parts_enrolled_in()

    def complete(self, values: Mapping[str, Value]) -> dict[str, Value]:
        part = self.parts.get((values.get("citizen"), values.get("programme")))
        return {"programme": part} if part is not None else {}

    def finish(self) -> None:
        self.change.enrol_those_with_a_status()


RULES: dict[str, type[Rule]] = {"referral": OutcomeDatesItsStep, "status": StatusEnrolsFirst}
"""The rule of each kind that has one; kinds without one are taken as they stand."""

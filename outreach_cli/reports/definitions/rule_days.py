"""Days in a column's rule: `{silent_after_days}` stands for what a register's setting says."""

from collections.abc import Callable, Mapping

from outreach_cli.records.label import Label
from outreach_cli.records.settings import DAYS
from outreach_cli.reports.definitions.definition import ReportDefinition

DaysReader = Callable[[], Mapping[str, int]]
"""Reads how many days each setting says."""


def fill_rules(definition: ReportDefinition, read_days: DaysReader = lambda: DAYS) -> ReportDefinition:
    """The report with the days in its rules; as they are unless set otherwise, where no register is asked."""
    if not any("{" in each for column in definition.columns for each in column.rule.both):
        return definition
    days = read_days()
    columns = (each._replace(rule=_fill(each.rule, days)) for each in definition.columns)
    return definition._replace(columns=tuple(columns))


def _fill(rule: Label, days: Mapping[str, int]) -> Label:
    for name, number in days.items():
        da, en = (said.replace(f"{{{name}}}", str(number)) for said in rule.both)
        rule = Label(da, en)
    return rule

"""The vocabulary of reports: every population that can be counted, by its name."""

from outreach_cli.reports.populations import (
    contacts,
    courses,
    forms,
    groups,
    people,
    portfolio,
    quality,
    team,
)
from outreach_cli.reports.populations.declare import Paired, Population

__all__ = ["POPULATIONS", "Paired", "Population"]

# To add a population: declare it beside its kin and name it here.
POPULATIONS: dict[str, Population] = {
    population.name: population
    for population in (
        contacts.CONVERSATION,
        contacts.ATTEMPT,
        contacts.OTHER_CONTACT,
        contacts.MEETING,
        contacts.NEW_CITIZEN,
        contacts.REFERRAL,
        contacts.REFERRAL_STANDING,
        courses.ENROLMENT,
        courses.COURSE_STANDING,
        forms.MUNICIPALITY_MODEL,
        forms.FORM,
        forms.HEALTH_CHANGE,
        people.REACHED,
        groups.SESSION,
        groups.EXPECTED,
        groups.ATTENDANCE,
        groups.MEMBER,
        team.PRESENCE,
        team.EMPLOYMENT,
        team.DEPARTURE,
        team.ASSIGNMENT,
        team.ENDED_ASSIGNMENT,
        team.CASELOAD,
        team.SILENCE,
        portfolio.PROJECT,
        portfolio.DELIVERABLE,
        portfolio.MILESTONE,
        portfolio.OBSERVATION,
        portfolio.BARRIER,
        portfolio.OTHER_OBSERVATION,
        quality.FLAW,
    )
}

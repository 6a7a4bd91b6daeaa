"""The vocabulary of reports: every population that can be counted, by its name."""

from outreach_cli.populations import (
    contact_views,
    course_views,
    form_views,
    group_views,
    portfolio_views,
    quality_views,
    reach_views,
    team_views,
)
from outreach_cli.populations.population import Population

# To add a population: declare it beside its kin and name it here.
POPULATIONS: dict[str, Population] = {
    population.name: population
    for population in (
        contact_views.CONVERSATION,
        contact_views.ATTEMPT,
        contact_views.OTHER_CONTACT,
        contact_views.MEETING,
        contact_views.NEW_CITIZEN,
        contact_views.REFERRAL,
        contact_views.REFERRAL_STANDING,
        course_views.ENROLMENT,
        course_views.COURSE_STANDING,
        form_views.MUNICIPALITY_MODEL,
        form_views.FORM,
        form_views.HEALTH_CHANGE,
        reach_views.REACHED,
        group_views.SESSION,
        group_views.EXPECTED,
        group_views.ATTENDANCE,
        group_views.MEMBER,
        team_views.PRESENCE,
        team_views.EMPLOYMENT,
        team_views.DEPARTURE,
        team_views.ASSIGNMENT,
        team_views.ENDED_ASSIGNMENT,
        team_views.CASELOAD,
        team_views.SILENCE,
        portfolio_views.PROJECT,
        portfolio_views.DELIVERABLE,
        portfolio_views.MILESTONE,
        portfolio_views.OBSERVATION,
        portfolio_views.BARRIER,
        portfolio_views.OTHER_OBSERVATION,
        quality_views.FLAW,
    )
}

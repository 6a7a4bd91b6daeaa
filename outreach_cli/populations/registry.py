"""The vocabulary of reports: every population that can be counted, by its name."""

from outreach_cli.populations import (
    completeness_views,
    contact_views,
    course_views,
    form_views,
    group_views,
    meeting_views,
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
        meeting_views.NEW_CITIZEN,
        meeting_views.DOSE,
        meeting_views.ACTIVE,
        contact_views.REFERRAL,
        contact_views.REFERRAL_STANDING,
        contact_views.WAITING,
        contact_views.HEADCOUNT,
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
        team_views.CASELOAD_CONTACT,
        portfolio_views.PROJECT,
        portfolio_views.DELIVERABLE,
        portfolio_views.MILESTONE,
        portfolio_views.OBSERVATION,
        portfolio_views.BARRIER,
        portfolio_views.OTHER_OBSERVATION,
        quality_views.FLAW,
        completeness_views.STATEMENT,
    )
}

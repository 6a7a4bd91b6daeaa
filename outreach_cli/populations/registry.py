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

# To add a population: declare it in one of these, beside its kin.
_MODULES = (
    *(contact_views, meeting_views, course_views, form_views, reach_views, group_views, team_views),
    *(portfolio_views, quality_views, completeness_views),
)
POPULATIONS: dict[str, Population] = {
    each.name: each for module in _MODULES for each in vars(module).values() if isinstance(each, Population)
}

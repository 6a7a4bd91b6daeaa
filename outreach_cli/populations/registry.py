"""The vocabulary of reports: every population that can be counted, by its name."""

from importlib import import_module

from outreach_cli.populations.population import Population

# To add a population: declare it in one of these, beside its kin.
_KIN = (
    *("contact", "meeting", "course", "form", "reach", "group", "team"),
    *("portfolio", "quality", "completeness"),
)
_MODULES = [import_module(f"outreach_cli.populations.{kin}_views") for kin in _KIN]
POPULATIONS: dict[str, Population] = {
    each.name: each for module in _MODULES for each in vars(module).values() if isinstance(each, Population)
}

"""The mappings that a register keeps: taken by the next import of such a list, and written down by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import NamedTuple

from outreach_cli.api import Register
from outreach_cli.core.names import fold_case
from outreach_cli.exchange.import_options import ImportOptions
from outreach_cli.records.mappings import MAPPING


class KeptMapping(NamedTuple):
    """A mapping of the register: its name, the kind it is for, and each heading's field, empty for none."""

    name: str
    kind: str
    fields: dict[str, str]

    def fits(self, kind: str, headings: Iterable[str]) -> bool:
        """Whether it is for that kind, and every heading that it speaks of is there."""
        there = {fold_case(each) for each in headings}
        return kind == self.kind and all(fold_case(each) in there for each in self.fields)

    def add_to(self, options: ImportOptions) -> ImportOptions:
        """The options with what it says of headings that they do not speak of."""
        said = {fold_case(each) for each in (*options.mapped, *options.ignored)}
        new = {heading: field for heading, field in self.fields.items() if fold_case(heading) not in said}
        mapped = {heading: field for heading, field in new.items() if field}
        return replace(
            options,
            mapped={**options.mapped, **mapped},
            ignored=options.ignored | (new.keys() - mapped.keys()),
        )


def list_mappings(register: Register) -> list[KeptMapping]:
    """Those of the register, the latest first."""
    return [
        KeptMapping(str(each["mapping"]), str(each["of_kind"]), read_pairs(str(each["columns"])))
        for each in reversed([*register.records("mapping")])
    ]


def find_mapping(register: Register, name: str) -> KeptMapping:
    """The mapping of that name. Raises UnknownNameError."""
    found = register.finder.find_name("mapping", name)[1]
    return next(each for each in list_mappings(register) if each.name == found)


def keep_mapping(register: Register, name: str, kind: str, options: ImportOptions) -> int:
    """Write the headings down under a name, in the place of what stood there; the change's number."""
    columns = write_pairs({**options.mapped, **dict.fromkeys(sorted(options.ignored), "")})
    with register.change("import") as change:
        if change.finder.look_up("mapping", name):
            change.correct("mapping", name, of_kind=kind, columns=columns)
        else:
            change.write(MAPPING, {"mapping": name, "of_kind": kind, "columns": columns})
    return change.id


def read_pairs(columns: str) -> dict[str, str]:
    """The field by heading, as a mapping keeps them; empty for a heading that is passed over."""
    pairs = [each.rpartition("=") for each in columns.split("|")]
    return {heading.strip(): field.strip() for heading, _equals, field in pairs if heading.strip()}


def write_pairs(pairs: Mapping[str, str]) -> str:
    """The headings and their fields as a mapping keeps them."""
    return "|".join(f"{heading}={field}" for heading, field in pairs.items())

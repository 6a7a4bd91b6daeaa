"""What a register's own words count as: the standard one that each stands for, else itself."""

from outreach_cli.records.choices import RegisterWords
from outreach_cli.records.forms import DEFAULT_SCALE, SCALE, SCALES
from outreach_cli.records.label import ChoiceGroup


def write_standard(words: RegisterWords, column: str) -> str:
    """SQL: the word in a column as reports count it. The column may be called as the words' own column is."""
    own = f'"{words.of}"'
    named = f"(SELECT {own} AS own_word, stands_for AS own_standard FROM {own})"
    return f"coalesce((SELECT own_standard FROM {named} WHERE own_word = {column}), {column})"


def write_scale(form: str) -> str:
    """SQL: the scale of the answer in the default scale's field: a scale with a field of its own is none."""
    others = [name for name, scale in SCALES.items() if scale.field != SCALES[DEFAULT_SCALE].field]
    own = " ".join(f"WHEN '{name}' THEN '{DEFAULT_SCALE}'" for name in others)
    named = write_standard(SCALE, f"{form}scale")
    return f"coalesce(CASE {form}scale {own} ELSE {named} END, '{DEFAULT_SCALE}')"


def list_terms(words: RegisterWords, groups: dict[str, ChoiceGroup]) -> str:
    """SQL: each word (`word`) with what it counts as (`term`): standard, itself, and the groups it is in."""
    own = f'"{words.of}"'
    members = [(member, key) for key, group in groups.items() for member in group.members]
    itself = [(key, key) for key in words.values]
    standard = ", ".join(f"('{word}', '{term}')" for word, term in (*itself, *members))
    grouped = ", ".join(f"('{member}', '{key}')" for member, key in members)
    return (
        f"SELECT column1 AS word, column2 AS term FROM (VALUES {standard})"
        f" UNION ALL SELECT {own}, coalesce(stands_for, {own}) FROM {own}"
        f" UNION ALL SELECT own.{own}, member.column2 FROM (VALUES {grouped}) AS member"
        f" JOIN {own} AS own ON own.stands_for = member.column1"
    )


def list_own_words(words: RegisterWords) -> str:
    """SQL: the register's own words in the order added, with what each stands for, if anything."""
    own = f'"{words.of}"'
    return f"SELECT {own}, stands_for FROM {own} ORDER BY id"

"""What the reader must know below a table, from numbers that were counted already."""

from __future__ import annotations

from collections.abc import Iterator

from outreach_cli.core.days import format_day
from outreach_cli.core.language import N_, _, get_language, ngettext
from outreach_cli.core.periods import Period
from outreach_cli.reports.counting.counts import NoteCounts, ReportCounts
from outreach_cli.reports.counting.question import ReportQuestion
from outreach_cli.reports.layout import divide, limit_share
from outreach_cli.reports.publishing.hidden_figures import HiddenFigures
from outreach_cli.tables.cells import HIDDEN, format_number


def write_notes(counts: ReportCounts, hidden: HiddenFigures | None) -> Iterator[str]:
    """What is hidden, who stands in no row, who in several, what the report declares, what was left out."""
    question = counts.question
    if hidden:
        yield note_hiding(hidden.threshold, hidden.hides_any(counts), hidden.few_are_told)
    yield from note_rounding(question.rounded_to)
    if hidden and hidden.alone:
        yield _("Only publications remembered with --publish are counted in")
    if question.unfinished:
        yield _note_unfinished(question, question.unfinished)
    if counts.definition.hides_unknown(question.rows) and not question.show_unknown:
        yield from _note_unknown(counts, hidden)
    yield from _note_overlaps(counts, hidden)
    yield from _note_declared(counts, hidden)
    yield from _note_obstacles(counts)
    yield from _note_left_out(counts, hidden)
    if counts.own_words:
        listed = ", ".join(f"{own} ({standard})" for own, standard in counts.own_words.items())
        yield _("Words of the register's own are counted as what they stand for: {words}").format(
            words=listed
        )


def note_hiding(threshold: int, anything_hidden: bool, few_are_told: bool) -> str:
    """What was hidden of figures that are to be published, and what may be relied on.

    Where what was published before tells of few all the same, or does beside these, nothing is promised.
    """
    return _(_HIDING[anything_hidden, few_are_told]).format(mark=HIDDEN, n=threshold)


_HIDING = {
    (True, True): N_(
        "{mark}: hidden, as it may tell of fewer than {n} citizens. With what was published before, "
        "counts of so few can perhaps be worked out all the same"
    ),
    (True, False): N_(
        "{mark}: hidden, so that no figure, with what was published before, tells of fewer than {n} citizens"
    ),
    (False, True): N_(
        "Nothing is hidden, but with what was published before, counts of fewer than {n} citizens "
        "can perhaps be worked out"
    ),
    (False, False): N_("Nothing had to be hidden: no figure tells of fewer than {n} citizens"),
}
"""What is said, by whether anything is hidden, and whether few are told of all the same."""


def note_rounding(rounded_to: int | None) -> Iterator[str]:
    """How numbers that are to be published were rounded, where they were."""
    if rounded_to is not None:
        yield _(
            "About: each number of citizens is a multiple of {n} drawn by chance, at most {most} from "
            "the true one, and what is counted of them moves with it. Rows need not add up; shares "
            "(100 % at most), means and ratios are of the rounded numbers"
        ).format(n=rounded_to, most=2 * rounded_to - 2)


def _note_unfinished(question: ReportQuestion, asked: Period) -> str:
    if question.is_to_come:
        return _("The period has not begun yet")
    said = _("The period lasts until {last}; it is counted until {day}")
    return said.format(last=format_day(asked.last), day=format_day(question.period.last))


def _note_unknown(counts: ReportCounts, hidden: HiddenFigures | None) -> Iterator[str]:
    key, base = next(iter(counts.bases.items()))
    rows = [row for row in counts.by_row[key] if None in row]
    number = sum(cell for row in rows if isinstance(cell := counts.by_row[key][row], int))
    if not number:
        return
    if hidden and any(hidden.hides(base, row) for row in rows):
        number = 2  # of some whose number is not told
        said = _("Some {what} {without} are included in the total")
    else:
        said = ngettext(
            "{n} {what} {without} is included in the total",
            "{n} {what} {without} are included in the total",
            number,
        )
    if base.field == base.population.person:
        what = ngettext("citizen", "citizens", number)
    else:
        what = str(base.population.one if number == 1 else base.population.many)
    yield said.format(n=number, what=what, without=_(counts.question.rows[0].without))


def _note_overlaps(counts: ReportCounts, hidden: HiddenFigures | None) -> Iterator[str]:
    overlaps = {key: number for key, number in counts.overlaps.items() if number}
    for key, number in overlaps.items():
        if hidden and hidden.hides_overlap(counts.bases[key]):
            said = _("Some citizens stand in more than one row and count once in the total")
        else:
            said = ngettext(
                "{n} citizen stands in more than one row and counts once in the total",
                "{n} citizens stand in more than one row and count once in the total",
                number,
            ).format(n=number)
        yield f"{counts.definition.find_column(key).label}: {said}" if len(overlaps) > 1 else said
    shares = [each for each in counts.definition.printed if each.percent and each.measure.act == "share"]
    if shares and any(each.several for each in counts.question.rows):
        yield _("A citizen may stand in several rows, so the shares may add to more than 100 %")


def _note_declared(counts: ReportCounts, hidden: HiddenFigures | None) -> Iterator[str]:
    question, left_out = counts.question, 0
    for each in counts.notes:
        if not each.is_told:
            continue
        if hidden and hidden.hides_note(each):
            left_out += 1
        elif words := _fill_in(each, about=bool(question.rounded_to)):
            unable = [
                str(chosen.label).lower()
                for chosen in question.filters
                if not all(chosen.find_sql(measure.population) for measure in each.note.numbers.values())
            ]
            whatever = _("{note} (whatever the {fields})")
            yield whatever.format(note=words, fields=", ".join(unable)) if unable else words
    if left_out:
        said = ngettext(
            "{n} note is left out, for its numbers would tell of few citizens",
            "{n} notes are left out, for their numbers would tell of few citizens",
            left_out,
        )
        yield said.format(n=left_out)


def _fill_in(each: NoteCounts, *, about: bool) -> str:
    """The note's sentence with its numbers, those of persons as about right where they were rounded.

    Empty where one of the numbers cannot be worked out, as there is nothing to tell.
    """
    note, mark = each.note, "," if get_language() == "da" else "."
    words = {
        name: cell if isinstance(cell, str) or cell is None else format_number(cell, note.decimals, mark)
        for name, cell in each.cells.items()
    }
    for name, share in note.shares.items():
        cell = divide(each.cells[str(share.left)], each.cells[str(share.right)])
        cell = limit_share(cell) if about else cell
        words[name] = None if cell is None else format_number(cell * 100, note.decimals, mark)
    if None in words.values():
        return ""
    if about:
        for name, measure in note.numbers.items():
            if measure.persons and name in words:
                words[name] = _("about {number}").format(number=words[name])
    one = note.one if note.one and next(iter(each.cells.values())) == 1 else note.text
    return str(one).format(**words)


def _note_obstacles(counts: ReportCounts) -> Iterator[str]:
    for column in counts.definition.printed:
        if obstacle := counts.obstacles.get(column.key):
            said = _("{column} cannot be counted by {field}")
            yield said.format(column=column.label, field=obstacle.details["field"])


def _note_left_out(counts: ReportCounts, hidden: HiddenFigures | None) -> Iterator[str]:
    for each in counts.left_out:
        if not each.number:
            continue
        if hidden and hidden.hides_left_out(each.population):
            yield _("Some {what} are not counted here").format(what=each.population.many)
        else:
            what = str(each.population.one if each.number == 1 else each.population.many)
            said = ngettext("{n} {what} is not counted here", "{n} {what} are not counted here", each.number)
            yield said.format(n=each.number, what=what)

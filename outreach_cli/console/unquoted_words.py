"""Values of several words that were typed without quotation marks: `--on i går`, `--site Nord Huset`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress

import click

from outreach_cli.console.parameters import Argument, Option
from outreach_cli.console.session import CommandSession
from outreach_cli.core.errors import BadValueError
from outreach_cli.core.language import _
from outreach_cli.core.names import fold_case

_MOST = 8
"""So many words a period may have: `1. februar 2018 – 3. marts 2018`, and one more."""
_DAYS, _PERIODS = ("D", "CHANGE|DATE"), ("PERIOD", "PERIOD|previous")
_READ = (*_DAYS, *_PERIODS, "TIME|D")
"""What stands in help for the value of an option that is read here."""
_SPAN = ("--from", "--to")


def join_days(params: Iterable[click.Parameter], typed: Sequence[str]) -> list[str]:
    """The words typed, those that are a day or a period together as one: `i går`, `sidste måned`.

    Two words are a day only where the first alone is none: in `3/11 2026` the second may be a citizen's code.
    """
    options = {flag: each for each in params if each.metavar in _READ for flag in each.opts}
    words, joined = list(typed), list[str]()
    while words:
        word = words.pop(0)
        flag, equals, value = word.partition("=")
        if equals and flag in options:
            word = flag
            words.insert(0, value)
        joined.append(word)
        if word == "--":
            break
        if word in options and words:
            count = _count_words(options[word], _take_value(words))
            joined.append(" ".join(words[:count]))
            del words[:count]
    return [*joined, *words]


def share_year(params: Iterable[click.Parameter], words: Sequence[str]) -> list[str]:
    """The words with the day behind `--from` in the year of that behind `--to`, where it names none.

    Else it would be the nearest such day, in another year than was meant.
    """
    flags = {flag: name for each in params for name in _SPAN if name in each.opts for flag in each.opts}
    found: dict[str, int] = {}
    shared = list(words)
    for place, word in enumerate(words[:-1]):
        if word in flags:
            found[flags[word]] = place + 1
    if len(found) == len(_SPAN):
        first, last = (found[name] for name in _SPAN)
        shared[first] = _take_year(words[first], words[last])
    return shared


def _take_year(first: str, last: str) -> str:
    """The latest such day up to the last one, where it names no year and that does; else as it was typed."""
    from outreach_cli.core.days import read_day

    try:
        ends = read_day(last, future=True)
    except BadValueError:
        return first
    with suppress(BadValueError):
        return read_day(first, future=True) and first
    for year in (int(ends[:4]), int(ends[:4]) - 1):
        with suppress(BadValueError):
            if (day := read_day(f"{first} {year}", future=True)) <= ends:
                return day
    return first


def _count_words(option: click.Parameter, words: Sequence[str]) -> int:
    """How many of the words are the option's value: as many as can be read together, else one."""
    if len(words) < 2:
        return 1
    least = 3 if option.metavar in _DAYS and _is_read(option, words[:1]) else 2
    return _find_longest(option, words[:_MOST], least) or 1


def _find_longest(option: click.Parameter, words: Sequence[str], least: int) -> int | None:
    """How many of the words can be read together, if that is `least` or more."""
    return next(
        (count for count in range(len(words), least - 1, -1) if _is_read(option, words[:count])), None
    )


def _is_read(option: click.Parameter, words: Sequence[str]) -> bool:
    """Whether the words together are written as such a value is, be it a day of the calendar or not."""
    from outreach_cli.core import days, periods  # most command lines do without

    said = " ".join(words)
    with suppress(BadValueError):
        try:
            if option.metavar in _PERIODS:
                periods.read_period(said)
            elif option.metavar in _DAYS:
                days.complete_day(said) or days.read_day(said, future=True)
            else:
                periods.read_past_day(said)
        except (days.NotADayError, periods.NotAPeriodError, periods.NotALongTimeError):
            return False
    return True


def advise_quotes(session: CommandSession, message: str) -> str | None:
    """The advice to quote several words, where one that `message` names may belong to the value before it."""
    named = {word for said in re.findall(r'["(]+([^")]*)[")]+', message) for word in said.split()}
    params = session.running.params if session.running else []
    options = {flag: each for each in params if isinstance(each, Option) for flag in each.opts}
    words, place = [*session.typed], 0
    free = list[str]()
    while place < len(words):
        option = options.get(words[place])
        place += 1
        if option is None:
            free.append(words[place - 1])
        elif not option.is_flag:
            value = _take_value(words[place:])
            after = [count for count, each in enumerate(value, 1) if count > 1 and each in named]
            if option.metavar in _READ and named.intersection(value[:1]):
                after.append(2)  # it may be a day without its year, which follows
            if after and free:  # the command's own words stand before it
                after.append(len(value))
            if after and (count := _count_quoted(option, value, after, session)):
                return _advise(f'{words[place - 1]} "{" ".join(value[:count])}"')
            place += 1
    arguments = [each for each in params if isinstance(each, Argument)]
    whole = free[len(arguments) - 1 :]
    if arguments and len(whole) > 1 and named.issuperset(whole[1:]) and _is_of_words(arguments[-1], whole[0]):
        return _advise(f'"{" ".join(whole)}"')
    return None


def _advise(said: str) -> str:
    return _("Words that belong together stand in quotation marks: {said}.").format(said=said)


def _is_of_words(argument: Argument, first: str) -> bool:
    """Whether what the argument takes may be several words: no citizen's code and no number."""
    return argument.nargs == 1 and argument.name != "citizen" and not first.isdecimal()


def _take_value(words: Sequence[str]) -> list[str]:
    """The words up to the next option."""
    count = next((place for place, word in enumerate(words) if word.startswith("--")), len(words))
    return [*words[:count]]


def _count_quoted(
    option: Option, words: Sequence[str], after: Sequence[int], session: CommandSession
) -> int | None:
    """How many of the words may be what the option takes, which the first alone is not.

    At the places `after` stand those that were named.
    """
    from outreach_cli.console.completion import list_offers

    if option.metavar in _READ:
        return _find_longest(option, words, after[0])
    if option.type is not click.STRING or "[" in str(option.metavar) or words[0].isdecimal():
        return None
    assert session.running
    offered = list_offers(option.known, click.Context(session.running, obj=session), words[0])
    whole = fold_case(words[0]) in (fold_case(str(each.value)) for each in offered)
    return None if whole else after[-1]

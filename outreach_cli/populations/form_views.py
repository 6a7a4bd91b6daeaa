"""Forms received, with why each invalid one is, and the answers on a scale that show a change."""

from outreach_cli.populations.own_words import write_scale, write_standard
from outreach_cli.populations.population import (
    HOME,
    PERSON,
    PLACE_FIELDS,
    WHOSE,
    PairedAnswers,
    Population,
    take_fields,
)
from outreach_cli.records.choices import Choice
from outreach_cli.records.citizens import CITIZEN
from outreach_cli.records.forms import ANSWERS, DEFAULT_SCALE, INVALID, SCALE, SCALES
from outreach_cli.records.forms import FORM as FORM_RECORD
from outreach_cli.records.label import Label
from outreach_cli.records.own_words import SCALE_WORD
from outreach_cli.records.record import Field
from outreach_cli.records.types import Day, Flag, Number

ANSWER = Choice(
    Label("svar", "answer"),
    {
        "5": Label("5 – virkelig godt", "5 – very good"),
        "4": Label("4 – godt", "4 – good"),
        "3": Label("3 – nogenlunde", "3 – fair"),
        "2": Label("2 – dårligt", "2 – poor"),
        "1": Label("1 – meget dårligt", "1 – very poor"),
    },
)
"""The answers on the default scale, the best first."""

DIRECTION = Choice(
    Label("retning", "direction"),
    {
        "better": Label("Bedre", "Better"),
        "same": Label("Uændret", "Same"),
        "worse": Label("Dårligere", "Worse"),
    },
)
_WHOSE_AND_WHERE = (WHOSE, *take_fields(CITIZEN, "site", "sex", "birth_year"), *PLACE_FIELDS)
_LOWEST, _HIGHEST = min(each.least for each in SCALES.values()), max(each.most for each in SCALES.values())
_SCORE = Number(_LOWEST, _HIGHEST)


def _write_outside(form: str) -> str:
    """SQL: an answer lies outside its scale, a standard one or one of the register's own."""
    parts = []
    for name, scale in SCALES.items():
        beyond = f"{form}.{scale.field} NOT BETWEEN {scale.least} AND {scale.most}"
        named = f"{write_scale(f'{form}.')} = '{name}' AND "
        parts.append(f"({named if scale.field == SCALES[DEFAULT_SCALE].field else ''}{beyond})")
    parts.append(
        f"EXISTS (SELECT 1 FROM scale AS own WHERE own.scale = {form}.scale"
        f" AND {form}.{ANSWERS.key} NOT BETWEEN own.lowest AND own.highest)"
    )
    return f"coalesce({' OR '.join(parts)}, 0)"


def _write_unanswered(form: str) -> str:
    """SQL: a baseline form lacks its answer: on the scale that it names, the default one unless said."""
    named = " ".join(f"WHEN '{name}' THEN {form}.{scale.field}" for name, scale in SCALES.items())
    answer = f"CASE {form}.scale {named} ELSE {form}.{SCALES[DEFAULT_SCALE].field} END"
    return f"({form}.form = 'baseline' AND {answer} IS NULL)"


def _write_place(form: str, site: str = "site") -> str:
    """SQL: the municipality of a form, its own or the citizen's."""
    return f"coalesce({form}.municipality, citizen.municipality, {site}.municipality, home.value)"


def write_known_place(form: str, site: str = "site") -> str:
    """SQL: the same, and none where the form names one that there is not.

    `site` is the one at which the joined citizen is registered; `home` is joined too.
    """
    return (
        f"CASE WHEN {form}.invalid_reason IS NOT 'unknown_municipality' THEN {_write_place(form, site)} END"
    )


def write_model(is_form: str, place: str, site_model: str) -> str:
    """SQL: the organisation of a row: of one that is a form that of its municipality, else the site's."""
    organised = f"(SELECT model FROM municipality_models WHERE municipality_id = {place})"
    return f"CASE WHEN {is_form} THEN {organised} ELSE {site_model} END"


_CHECKED = f"""
SELECT form.id, form.date, form.citizen, citizen.citizen AS citizen_name, {PERSON}, citizen.site,
    form.form, form.self_rated_health, form.scale, form.wellbeing,
    {write_known_place("form")} AS place,
    coalesce(form.invalid_reason, CASE
        WHEN form.citizen IS NULL THEN 'unknown_citizen'
        WHEN {_write_place("form")} IS NULL THEN 'unknown_municipality'
        WHEN form.date IS NULL THEN 'bad_date'
        WHEN form.form IS NULL THEN 'unknown_form'
        WHEN {_write_outside("form")} THEN 'bad_answer'
        WHEN {_write_unanswered("form")} THEN 'missing_answer'
        WHEN EXISTS (
            SELECT 1 FROM form AS earlier
            WHERE earlier.citizen = form.citizen AND earlier.form = form.form AND earlier.date = form.date
            AND earlier.id < form.id
            AND coalesce({write_standard(SCALE, "earlier.scale")}, '{DEFAULT_SCALE}')
                = coalesce({write_standard(SCALE, "form.scale")}, '{DEFAULT_SCALE}')
            AND earlier.invalid_reason IS NULL
            AND NOT {_write_outside("earlier")} AND NOT {_write_unanswered("earlier")}
            AND {_write_place("earlier")} IS NOT NULL
        ) THEN 'duplicate'
    END) AS reason
FROM form
LEFT JOIN citizen ON citizen.id = form.citizen
LEFT JOIN site ON site.id = citizen.site
{HOME}
"""

FORM = Population(
    name="form",
    view="received_forms",
    record="form",
    columns=("id", "date", "citizen", "form", "municipality", "reason"),
    fields=(
        *take_fields(FORM_RECORD, "form", "self_rated_health", "scale", "wellbeing"),
        Field("valid", Label("Gyldigt", "Valid"), Flag()),
        *_WHOSE_AND_WHERE,
    ),
    choices={"reason": INVALID},
    undated=True,
    costly=True,
    sql=f"""
WITH checked AS ({_CHECKED.strip()})
SELECT checked.id, checked.date, checked.citizen AS citizen_id, checked.citizen_name AS citizen,
    checked.sex, checked.birth_year, checked.site AS site_id, site.site, checked.form, checked.reason,
    checked.reason IS NULL AS valid, checked.self_rated_health, checked.scale, checked.wellbeing,
    municipality.code AS municipality_id, municipality.municipality, organised.model
FROM checked
LEFT JOIN site ON site.id = checked.site
LEFT JOIN municipality ON municipality.code = checked.place
LEFT JOIN municipality_models AS organised ON organised.municipality_id = checked.place
""",
)
"""Every form received. One without a day that can be taken belongs to every period, as invalid."""

MUNICIPALITY_MODEL = Population(
    name="municipality_model",
    view="municipality_models",
    called=(Label("kommune", "municipality"), Label("kommuner", "municipalities")),
    record="site",
    columns=("id", "municipality", "model"),
    fields=(*take_fields(CITIZEN, "site"), *PLACE_FIELDS),
    one_per=("municipality",),
    mixed=True,
    undated=True,
    sql="""
SELECT min(site.id) AS id, NULL AS date, NULL AS site_id, NULL AS site,
    municipality.code AS municipality_id, municipality.municipality, max(site.model) AS model
FROM site
JOIN municipality ON municipality.code = site.municipality
WHERE site.model IS NOT NULL
GROUP BY municipality.code
HAVING count(DISTINCT site.model) = 1
""",
)
"""How each municipality organises the work, where all its sites that say so say the same."""

HEALTH_CHANGE = Population(
    name="health_change",
    view="health_answers",
    called=(Label("svar", "answer"), Label("svar", "answers")),
    record="form",
    columns=("id", "date", "citizen", "scale", "first_score", "latest_score", "latest_on", "change"),
    fields=(
        *take_fields(FORM_RECORD, "scale"),
        *take_fields(SCALE_WORD, "better"),
        Field("score", Label("Svar", "Answer"), _SCORE),
        Field("first_score", Label("Første svar", "First answer"), _SCORE),
        Field("latest_score", Label("Seneste svar", "Latest answer"), _SCORE),
        Field("latest_on", Label("Dato for seneste svar", "Latest day"), Day()),
        Field("change", Label("Ændring", "Change"), Number(_LOWEST - _HIGHEST, _HIGHEST - _LOWEST)),
        *_WHOSE_AND_WHERE,
    ),
    choices={"direction": DIRECTION},
    paired=PairedAnswers(per=("citizen_id", "scale"), score="score", better="better"),
    costly=True,
    sql="\nUNION ALL\n".join(
        f"""
SELECT id, date, citizen_id, citizen, sex, birth_year, site_id, site, municipality_id, municipality, model,
    {name} AS scale, {field} AS score,
    (SELECT own.better FROM scale AS own WHERE own.scale = {name}) AS better
FROM received_forms AS form
WHERE form.form = 'baseline' AND valid AND {field} IS NOT NULL
""".strip()
        for field, name in {
            scale.field: write_scale("form.") if scale.field == SCALES[DEFAULT_SCALE].field else f"'{key}'"
            for key, scale in SCALES.items()
        }.items()
    ),
)
"""Each citizen's first answer on a scale, with the latest one of a later day."""

"""The daily work: contacts with citizens, those without a name, referrals, and next steps promised."""

from outreach_cli.records.choices import Choice
from outreach_cli.records.citizens import CITIZEN_FIELD
from outreach_cli.records.label import Label
from outreach_cli.records.places import PROGRAMME_FIELD, SITE_FIELD, WORKER_FIELD
from outreach_cli.records.record import Field, Record
from outreach_cli.records.types import Day, Flag, Note, Number, Reference

CONTACT_KIND = Choice(
    Label("kontakttype", "kind of contact"),
    {
        "conversation": Label("Samtale", "Conversation"),
        "visit": Label("Besøg", "Visit"),
        "phone": Label("Telefon", "Phone"),
        "accompaniment": Label("Ledsagelse", "Accompaniment"),
        "counselling": Label("Rådgivning", "Counselling"),
        "activity": Label("Aktivitet", "Activity"),
        "letter": Label("Brev", "Letter"),
    },
)

OUTCOME = Choice(
    Label("udfald", "outcome"),
    {
        "accepted": Label("Accepteret", "Accepted"),
        "started": Label("Startet", "Started"),
        "completed": Label("Gennemført", "Completed"),
        "declined_by_citizen": Label("Afslået af borgeren", "Declined by the citizen"),
        "declined_by_offer": Label("Afvist af tilbuddet", "Declined by the offer"),
        "no_show": Label("Udeblevet", "No show"),
        "not_reached": Label("Ikke truffet", "Not reached"),
        "cancelled": Label("Annulleret", "Cancelled"),
    },
)
OPEN_OUTCOMES = ("accepted", "started")
"""Outcomes after which a referral still goes on; any other, once reached, ends it."""

DATE_FIELD = Field("date", Label("Dato", "Date"), Day(), required=True, option="--on")
MINUTES_FIELD = Field("minutes", Label("Minutter", "Minutes"), Number(0, 1440), example="30")
_KIND = Field("kind", Label("Kontakttype", "Kind"), CONTACT_KIND, required=True, default="conversation")

CONTACT = Record(
    kind="contact",
    plural="contacts",
    label=Label("kontakt", "contact"),
    labels=Label("kontakter", "contacts"),
    leaves="as it is",
    day="date",
    verb="contact",
    fields=(
        DATE_FIELD,
        CITIZEN_FIELD,
        SITE_FIELD,
        _KIND,
        PROGRAMME_FIELD,
        WORKER_FIELD,
        MINUTES_FIELD,
        Field("reached", Label("Truffet", "Reached"), Flag(), required=True, default="yes"),
    ),
    indexes=(
        ("date", "site", "citizen", "kind", "reached", "change"),
        ("citizen", "date", "site", "kind", "reached", "change"),
    ),  # each holds what the reports count, now and as it stood then, so that they read no row of the table
)

REFERRAL = Record(
    kind="referral",
    plural="referrals",
    label=Label("henvisning", "referral"),
    labels=Label("henvisninger", "referrals"),
    leaves="as it is",
    day="date",
    verb="refer",
    open_while=("outcome", OPEN_OUTCOMES),
    fields=(
        DATE_FIELD,
        CITIZEN_FIELD,
        Field("offer", Label("Tilbud", "Offer"), Reference("offer")),
        SITE_FIELD,
        PROGRAMME_FIELD,
        Field("accepted_on", Label("Accepteret den", "Accepted on"), Day(), not_before="date"),
        Field("started_on", Label("Startet den", "Started on"), Day(), not_before="date"),
        Field("outcome", Label("Udfald", "Outcome"), OUTCOME),
        Field("outcome_date", Label("Udfaldsdato", "Outcome date"), Day(), not_before="date"),
    ),
    indexes=(("citizen", "date"), ("date",)),
)

HEADCOUNT = Record(
    kind="headcount",
    plural="headcounts",
    label=Label("anonym kontakt", "headcount"),
    labels=Label("anonyme kontakter", "headcounts"),
    leaves="as it is",
    day="date",
    verb="contact",
    fields=(
        DATE_FIELD,
        Field("unnamed", Label("Antal uden navn", "Unnamed"), Number(1, 1000), required=True, example="4"),
        SITE_FIELD,
        _KIND,
        PROGRAMME_FIELD,
        WORKER_FIELD,
        MINUTES_FIELD,
    ),
    indexes=(("date",),),
)
"""Heads met whom nobody has a code for: never persons. A record of its own, as a contact names a citizen."""

STEP = Record(
    kind="step",
    plural="steps",
    label=Label("næste skridt", "next step"),
    labels=Label("næste skridt", "next steps"),
    leaves="never",
    day="by",
    fields=(
        CITIZEN_FIELD,
        Field("step", Label("Aftalt", "Promised"), Note(), required=True, example="Ringe til jobcentret"),
        Field("by", Label("Senest", "By"), Day(future=True), required=True, option="--by"),
        SITE_FIELD,
        WORKER_FIELD,
        Field("done_on", Label("Udført", "Done"), Day()),
    ),
    open_while=("done_on", ()),
    indexes=(("citizen", "by"),),
)
"""What was promised a citizen by a day; it waits until it is done."""

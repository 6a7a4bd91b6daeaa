"""Conversations, the attempts that did not reach anyone, new citizens, and referrals."""

from outreach_cli.records import Label
from outreach_cli.reports.populations.declare import PLACE, WHO_AND_WHERE, Population

_CONTACT = f"""
SELECT contact.id, contact.date, contact.kind,
    contact.citizen AS citizen_id, citizen.citizen,
    contact.site AS site_id, site.site,
    contact.programme AS programme_id, programme.programme,
    contact.worker AS worker_id, worker.worker, worker.role,
    contact.minutes, {PLACE}
FROM contact
{WHO_AND_WHERE.format(of="contact").strip()}
LEFT JOIN worker ON worker.id = contact.worker
"""
_COLUMNS = ("id", "date", "citizen", "site", "kind", "programme", "worker", "minutes")

CONVERSATION = Population(
    name="conversation",
    view="conversations",
    one=Label("samtale", "conversation"),
    many=Label("samtaler", "conversations"),
    record="contact",
    columns=_COLUMNS,
    sql=_CONTACT + "WHERE contact.kind = 'conversation' AND contact.reached = 1",
    left_out=("attempt", "other_contact"),
    part_of="meeting",
)

ATTEMPT = Population(
    name="attempt",
    view="attempts",
    one=Label("forgæves kontakt", "attempt that did not reach the citizen"),
    many=Label("forgæves kontakter", "attempts that did not reach the citizen"),
    record="contact",
    columns=_COLUMNS,
    sql=_CONTACT + "WHERE contact.reached = 0",
)

OTHER_CONTACT = Population(
    name="other_contact",
    view="other_contacts",
    one=Label("kontakt af anden art end samtale", "contact of another kind than conversation"),
    many=Label("kontakter af anden art end samtale", "contacts of another kind than conversation"),
    record="contact",
    columns=_COLUMNS,
    sql=_CONTACT + "WHERE contact.kind <> 'conversation' AND contact.reached = 1",
)

MEETING = Population(
    name="meeting",
    view="meetings",
    one=Label("kontakt", "contact"),
    many=Label("kontakter", "contacts"),
    record="contact",
    columns=_COLUMNS,
    sql=_CONTACT + "WHERE contact.reached = 1",
    left_out=("attempt",),
)

NEW_CITIZEN = Population(
    name="new_citizen",
    part_of="conversation",
    view="new_citizens",
    one=Label("samtale med ny borger", "conversation with a new citizen"),
    many=Label("samtaler med nye borgere", "conversations with new citizens"),
    record="contact",
    columns=_COLUMNS,
    sql=_CONTACT
    + """WHERE contact.kind = 'conversation' AND contact.reached = 1
AND NOT EXISTS (
    SELECT 1 FROM contact AS earlier
    WHERE earlier.citizen = contact.citizen AND earlier.reached = 1
    AND earlier.date < substr(contact.date, 1, 7) || '-01'
)
AND NOT EXISTS (
    SELECT 1 FROM enrolment AS earlier
    WHERE earlier.citizen = contact.citizen AND earlier.started_on < substr(contact.date, 1, 7) || '-01'
)""",
)

REFERRAL = Population(
    name="referral",
    view="referrals",
    one=Label("henvisning", "referral"),
    many=Label("henvisninger", "referrals"),
    record="referral",
    columns=("id", "date", "citizen", "offer", "site", "programme"),
    sql=f"""
SELECT referral.id, referral.date,
    referral.citizen AS citizen_id, citizen.citizen,
    referral.offer AS offer_id, offer.offer,
    referral.site AS site_id, site.site,
    referral.programme AS programme_id, programme.programme,
    {PLACE}
FROM referral
{WHO_AND_WHERE.format(of="referral").strip()}
LEFT JOIN offer ON offer.id = referral.offer
""",
)

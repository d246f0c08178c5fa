"""As many letters as one wants, made by PostgreSQL: each with two deliveries, a receipt and its supporter's hash."""

from typing import Any

from django.db import connection, models

from campaigns.models import (
    Campaign,
    CampaignPage,
    Delivery,
    FormCount,
    Letter,
    LetterTally,
    MailedAddress,
    Notice,
    PostalCode,
    Recipient,
    UnaskedMail,
)
from tests import factories

BIG = (Letter, Delivery, Notice, MailedAddress, UnaskedMail, FormCount, PostalCode)  # whose rows grow with the letters
MEMBERS = 338
# Of a thousand mails: most left within the last months, a few wait or came to nothing.
STATUS = """CASE WHEN l.id % 1000 < 2 THEN 'queued' WHEN l.id % 1000 < 3 THEN 'held' WHEN l.id % 1000 < 10 THEN 'failed'
WHEN l.id % 1000 < 15 THEN 'bounced' WHEN l.id % 1000 < 500 THEN 'delivered' ELSE 'sent' END"""
LEFT = {
    "status": STATUS,
    "created_at": "l.signed_at",
    "changed_at": "l.signed_at",
    "due_at": "l.signed_at",
    "tried_at": f"CASE WHEN {STATUS} IN ('queued', 'held') THEN NULL ELSE l.signed_at + interval '1 minute' END",
    "sent_at": f"CASE WHEN {STATUS} IN ('queued', 'held') THEN NULL ELSE l.signed_at + interval '1 minute' END",
}
KEY = "md5('{what}' || n) || md5(n || '{what}')"


def gather(number: int, page: CampaignPage, minister: Recipient) -> None:
    """`page`'s campaign is signed by so many, spread over 90 days, the last just now."""
    members = [factories.RecipientFactory(representative=True).pk for _n in range(MEMBERS)]
    letter = factories.LetterFactory(page=page, network_key="n", computer_key="c")
    ages = f"n * interval '90 days' / {number}"
    signed = {
        "public_id": "gen_random_uuid()",
        "email": "'jane' || n || '@example.net'",
        "signed_at": f"now() - {ages}",
    }
    keys = {f"{one}_key": KEY.format(what=one) for one in ("email", "computer", "network")}
    district = f"(SELECT district_id FROM campaigns_recipient WHERE id = {members[0]} + n % {MEMBERS})"
    multiply(letter, f"generate_series(1, {number}) n", **signed, **keys, district_id=district)
    letters = f"campaigns_letter l WHERE l.id <> {letter.pk}"
    for recipient, mark in ((str(minister.pk), "a"), (f"{members[0]} + l.id % {MEMBERS}", "b")):
        sample = Delivery.objects.create(letter=letter, recipient=factories.RecipientFactory())
        address = {"recipient_email": f"'{mark}' || l.id % {MEMBERS} || '@example.org'", "recipient_id": recipient}
        multiply(sample, letters, letter_id="l.id", message_id=f"'<' || l.id || '{mark}@x>'", **address, **LEFT)
    receipt = Notice.objects.create(letter=letter, kind=Notice.Kind.RECEIPT)
    multiply(receipt, letters, letter_id="l.id", message_id="'<' || l.id || 'r@x>'", **LEFT)
    address = MailedAddress.objects.create(email_key="0")
    multiply(address, f"campaigns_letter l WHERE l.id <> {letter.pk}", email_key="l.email_key")
    mail = UnaskedMail.objects.create(address=address, campaign=letter.campaign, due_at=letter.signed_at)
    multiply(mail, f"campaigns_mailedaddress a WHERE a.id <> {address.pk}", address_id="a.id")
    count = FormCount.objects.create(key="0", ends_at=letter.signed_at, number=1)
    multiply(count, f"generate_series(1, {number // 10}) n", key=KEY.format(what="count"))
    code = factories.PostalCodeFactory(code="X0X0X0", district=factories.DistrictFactory())
    multiply(code, f"generate_series(1, {number // 10}) n", code="lpad(to_hex(n), 6, '0')")
    LetterTally.objects.add(Campaign.objects.for_key(page.key), number)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def multiply(sample: models.Model, source: str, /, **columns: Any) -> None:
    """A copy of `sample` for each row of `source`, with `columns` said in SQL."""
    table = sample._meta.db_table
    fields = [field for field in sample._meta.concrete_fields if not field.generated]
    names = [field.column for field in fields if not (field.primary_key and field.column == "id")]
    values = ", ".join(columns.get(name, f"s.{name}") for name in names)
    from_, _where, which = source.partition(" WHERE ")
    where = f"s.{sample._meta.pk.column} = '{sample.pk}'" + (f" AND {which}" if which else "")
    sql = f"INSERT INTO {table} ({', '.join(names)}) SELECT {values} FROM {table} s, {from_} WHERE {where}"
    with connection.cursor() as cursor:
        cursor.execute(sql)

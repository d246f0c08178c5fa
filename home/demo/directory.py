"""The legislature, its ridings, who sits for them, and postal codes. What is there already stays as it is."""

from django.utils.text import slugify

from campaigns.models import District, Legislature, PostalCode, Recipient
from home.demo import people

INVENTED = {"status": Recipient.Status.OK, "source": "Invented for the demonstration"}


def load_directory() -> Legislature:
    house, _made = Legislature.objects.get_or_create(code="house-of-commons", defaults=people.LEGISLATURE)
    ridings = {riding[0]: make_riding(house, *riding) for riding in people.RIDINGS}
    for code, *member in people.MEMBERS:
        make_member(ridings[code], *member)
    for postal_code, codes in people.POSTAL_CODES.items():
        for code in codes:
            PostalCode.objects.get_or_create(code=postal_code, district=ridings[code])
    return house


def make_riding(house: Legislature, code: str, province: str, name_en: str, name_fr: str) -> District:
    order = people.LEGISLATURE["current_order"]
    names = {"province": province, "name_en": name_en, "name_fr": name_fr}
    return District.objects.get_or_create(legislature=house, representation_order=order, code=code, defaults=names)[0]


def make_member(riding: District, name: str, role_fr: str, salutation_fr: str) -> Recipient:
    fields = {
        "name": name,
        "role_en": f"Member of Parliament for {riding.name_en}",
        "role_fr": role_fr,
        "salutation_en": f"Dear {name}",
        "salutation_fr": salutation_fr,
        "email": f"{slugify(name).replace('-', '.', 1)}@example.org",
    }
    return Recipient.objects.get_or_create(district=riding, defaults=fields | INVENTED)[0]


def make_minister() -> Recipient:
    fields = people.MINISTER | INVENTED
    return Recipient.objects.get_or_create(email=people.MINISTER["email"], defaults=fields)[0]

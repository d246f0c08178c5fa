"""Office and salutation of a member where the file has none: right for whoever it is, if not as warm as staff's own."""

from campaigns.imports.widths import width_of
from campaigns.models import Legislature, Recipient

DEPUTY = {"f": ("Députée", "Madame la Députée"), "m": ("Député", "Monsieur le Député")}
ANYONE = {"f": "Madame", "m": "Monsieur", "": "Madame, Monsieur"}


def default_titles(
    *, name: str, honorific: str, gender: str, district_en: str, district_fr: str, legislature: Legislature
) -> dict[str, str]:
    """`gender` is "f", "m" or "" for unknown; names never decide it. English needs none: "Dear First Last"."""
    role_fr, salutation_fr = french_titles(gender, legislature)
    titles = {
        "role_en": f"{legislature.member_en} for {district_en}",
        "role_fr": f"{role_fr}, {district_fr or district_en}",
        "salutation_en": f"Dear {' '.join(filter(None, (honorific, name)))}",
        "salutation_fr": salutation_fr,
    }
    shorter = {"role_en": legislature.member_en, "role_fr": role_fr, "salutation_en": f"Dear {legislature.member_en}"}
    return {column: text if fits(column, text) else shorter[column] for column, text in titles.items()}


def french_titles(gender: str, legislature: Legislature) -> tuple[str, str]:
    """ "Madame la Députée" only where members are députés; elsewhere a title would be a guess."""
    member = legislature.member_fr or legislature.member_en
    if gender in DEPUTY and "déput" in member.casefold():
        return DEPUTY[gender]
    return member[:1].upper() + member[1:], ANYONE[gender]


def fits(column: str, text: str) -> bool:
    return len(text) <= width_of(Recipient, column)

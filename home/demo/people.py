"""Whom the demo writes to, as plain data. Ridings have the real names and codes of the 2023 representation order; the
people who sit for them are invented, and so is which postal code lies in which riding."""

LEGISLATURE = {
    "name_en": "House of Commons",
    "name_fr": "Chambre des communes",
    "member_en": "Member of Parliament",
    "member_fr": "députée ou député",
    "current_order": "2023",
}

MINISTER = {
    "name": "Camille Tremblay",
    "role_en": "Minister of Foreign Affairs",
    "role_fr": "Ministre des Affaires étrangères",
    "salutation_en": "Dear Minister",
    "salutation_fr": "Madame la Ministre",
    "email": "minister@example.org",
}

# Code, province, English and French name.
RIDINGS = [
    ("12006", "NS", "Halifax", "Halifax"),
    ("24028", "QC", "Hull—Aylmer", "Hull—Aylmer"),
    ("24059", "QC", "Québec Centre", "Québec-Centre"),
    ("35079", "ON", "Ottawa Centre", "Ottawa-Centre"),
    ("35100", "ON", "Spadina—Harbourfront", "Spadina—Harbourfront"),
    ("35109", "ON", "Toronto Centre", "Toronto-Centre"),
    ("46010", "MB", "Winnipeg Centre", "Winnipeg-Centre"),
    ("48004", "AB", "Calgary Centre", "Calgary-Centre"),
    ("59035", "BC", "Vancouver Centre", "Vancouver-Centre"),
]

# The riding's code, who sits for it, the office and the salutation in French. The seat of Calgary Centre is vacant.
MEMBERS = [
    ("12006", "Callum Dubé-Ross", "Député d’Halifax", "Monsieur le Député"),
    ("24028", "Océane Therrien-Paquin", "Députée de Hull—Aylmer", "Madame la Députée"),
    ("24059", "Mathis Rousselière", "Député de Québec-Centre", "Monsieur le Député"),
    ("35079", "Noor Whitfield", "Députée d’Ottawa-Centre", "Madame la Députée"),
    ("35100", "Mei Castellan", "Députée de Spadina—Harbourfront", "Madame la Députée"),
    ("35109", "Daniel Abara-Lind", "Député de Toronto-Centre", "Monsieur le Député"),
    ("46010", "Rosa Halvorsen", "Députée de Winnipeg-Centre", "Madame la Députée"),
    ("59035", "Arjun Merriweather", "Député de Vancouver-Centre", "Monsieur le Député"),
]

# M5H 2N2 lies in two ridings; T2P 2M5 lies in the one whose seat is vacant.
POSTAL_CODES = {
    "B3J1S9": ["12006"],
    "G1R4S9": ["24059"],
    "J8X3X7": ["24028"],
    "K1A0A6": ["35079"],
    "K1P1J1": ["35079"],
    "K1S5B6": ["35079"],
    "M5B2H1": ["35109"],
    "M5H2N2": ["35100", "35109"],
    "M5V3L9": ["35100"],
    "R3C4T3": ["46010"],
    "T2P2M5": ["48004"],
    "V6B1G1": ["59035"],
}

"""Lists from outside become the directory. What is wrong with them is said in words, and changes nothing."""

import csv
import hashlib
import io
import json
import signal
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from threading import Event, Thread

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from wagtail.search.backends import get_search_backend

from campaigns.imports import gates, staging
from campaigns.imports.names import district_named, normal_form
from campaigns.imports.refused import LISTED
from campaigns.imports.warming import TRIES, UpstreamDown, warm_postal_codes
from campaigns.lookup import LookupUnavailable, memory
from campaigns.lookup.base import BudgetSpent
from campaigns.models import Delivery, District, Legislature, Letter, LookupAnswer, PostalCode, Recipient
from tests import factories

pytestmark = pytest.mark.django_db

SEATS = 20  # of the house that most of these tests are about: two may change, all but fifteen must be filled
SET_2023 = "federal-electoral-districts-2023-representation-order"
SET_2013 = "federal-electoral-districts"


@pytest.fixture
def write(tmp_path) -> Callable:
    """Makes a file; returns its path as one types it."""

    def make(content: str | bytes, name: str = "list.csv") -> str:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return str(path)

    return make


@pytest.fixture
def house(monkeypatch) -> Legislature:
    """A small House of Commons: districts 35001 to 35020, nobody sits there yet."""
    monkeypatch.setitem(gates.DISTRICTS, ("house-of-commons", "2023"), SEATS)
    house = factories.LegislatureFactory()
    for number in range(1, SEATS + 1):
        names = {"name_en": f"Riding {number}", "name_fr": f"Circonscription {number}"}
        factories.DistrictFactory(legislature=house, code=f"{35000 + number}", **names)
    return house


@pytest.fixture
def seated(house, write) -> list[Recipient]:
    """Everybody has come from Represent once."""
    run("import_representatives", write(pages(members()), "all.json"), "--allow-domain", "example.org")
    return list(Recipient.objects.order_by("district__code"))


@pytest.fixture
def letter(index, minister, house) -> Letter:
    """Somebody has written to the minister and to their member."""
    return factories.LetterFactory(page=factories.CampaignPageFactory(parent=index, recipients=[minister, house]))


def run(command: str, *arguments: str) -> str:
    output = io.StringIO()
    call_command(command, *arguments, stdout=output)
    return output.getvalue()


def refusal(command: str, *arguments: str) -> str:
    """What the command says when it refuses; the directory is as it was, row by row."""
    before = digest()
    with pytest.raises(CommandError) as refused:
        run(command, *arguments)
    assert digest() == before
    return str(refused.value)


def digest() -> str:
    rows = [list(model.objects.order_by("pk").values_list()) for model in DIRECTORY]
    return hashlib.sha256(repr(rows).encode()).hexdigest()


DIRECTORY = (Legislature, District, Recipient, PostalCode, LookupAnswer, Delivery)


def table(*rows: str) -> str:
    return "".join(f"{row}\n" for row in rows)


def divisions(number: int = 343, *, order: str = "-2023") -> str:
    """As Open Civic Data lists them, each beside one of the same code and of an older order."""
    lines = ["id,name,sameAs,validThrough,name_fr,validFrom", "ocd-division/country:ca,Canada,,,Canada,"]
    for index in range(number):
        code = ["10", "24", "35", "59"][index % 4] + f"{index:03}"
        lines.append(f"ocd-division/country:ca/ed:{code},Older {index},,,Ancienne {index},")
        if order:
            lines.append(f"ocd-division/country:ca/ed:{code}{order},Place {index},,,Lieu {index},2024-04-23")
    return table(*lines)


def member(number: int, **others) -> dict:
    """As Represent gives it; `boundary_set` None: without a boundary."""
    boundary_set = others.pop("boundary_set", SET_2023)
    related = {"representative_set_url": "/representative-sets/house-of-commons/"}
    if boundary_set:
        related["boundary_url"] = f"/boundaries/{boundary_set}/{35000 + number}/"
    return {
        "name": f"Robin Number{number}",
        "district_name": f"Riding {number}",
        "elected_office": "MP",
        "email": f"robin.number{number}@example.org",
        "url": f"https://members.example.org/{number}",
        "source_url": "https://members.example.org/",
        "gender": "",
        "offices": [{"type": "constituency", "postal": "1 Street"}, {"type": "legislature", "postal": "House\nOttawa"}],
        "extra": {"preferred_languages": ["English"]},
        "related": related,
    } | others


def members(number: int = SEATS, **changed) -> list[dict]:
    """`n7={"email": ""}` changes the seventh."""
    return [member(one, **changed.get(f"n{one}", {})) for one in range(1, number + 1)]


def pages(objects: list, *, offset: int = 0, total: int | None = None) -> str:
    meta = {"offset": offset, "limit": 1000, "total_count": len(objects) if total is None else total}
    return json.dumps({"objects": objects, "meta": meta})


class TestNames:
    @pytest.mark.parametrize(
        "spelling",
        [
            "Hull-Aylmer",
            "hull – aylmer",
            "HULL—AYLMER",
            "Hull\u00a0— Aylmer",
            "Hull Aylmer ",
            "Hüll‑Aylmer",
            "Hull−Aylmer",
        ],
    )
    def test_dashes_accents_case_and_spaces_make_no_other_name(self, spelling):
        assert normal_form(spelling) == normal_form("Hull—Aylmer")

    @pytest.mark.parametrize(
        ("one", "other"),
        [("St. John's East", "St John’s East"), ("L’Érable", "l'erable"), ("Sacré-Cœur", "sacre coeur")],
    )
    def test_apostrophes_dots_and_ligatures_make_no_other_name(self, one, other):
        assert normal_form(one) == normal_form(other)

    def test_other_words_make_another_name(self):
        assert normal_form("Ottawa Centre") != normal_form("Ottawa South")
        assert normal_form("Ottawa—Centre") != normal_form("Ottawacentre")

    @given(st.text())
    def test_a_normal_form_is_its_own_normal_form(self, name):
        assert normal_form(normal_form(name)) == normal_form(name)

    @given(
        st.lists(st.sampled_from(["Québec", "Île", "d'Or", "Nord", "St.", "Œuvre", "Ottawa"]), min_size=1), st.data()
    )
    def test_no_spelling_of_separators_breaks_a_join(self, words, data):
        separators = st.sampled_from([" ", "-", "–", "—", "\u2011", "\u00a0", " — ", "  ", "’ ", ". "])
        spelled = "".join(word + data.draw(separators) for word in words)
        cased = data.draw(st.sampled_from([str.upper, str.lower, str.title, str.swapcase]))(spelled)
        assert normal_form(cased) == normal_form(" ".join(words))

    @given(st.text(alphabet=" -–—’'._\t\n"))
    def test_a_name_without_letters_is_nobodys(self, name):
        assert normal_form(name) == ""

    def test_a_district_is_found_in_either_language_and_by_a_former_name(self):
        district = factories.DistrictFactory(
            name_en="Québec Centre", name_fr="Québec-Centre", aliases="Québec\nStadacona"
        )
        house = district.legislature
        for name in ("quebec centre", "QUÉBEC—CENTRE", "Quebec", "stadacona"):
            assert district_named(name, legislature=house) == district
        assert district_named("", legislature=house) is None
        assert district_named("—", legislature=house) is None

    def test_a_name_in_force_is_stronger_than_a_former_one(self):
        factories.DistrictFactory(name_en="Avalon East", aliases="Avalon")
        today = factories.DistrictFactory(name_en="Avalon")
        assert district_named("avalon", legislature=today.legislature) == today

    def test_of_two_districts_with_one_name_neither_is_found(self):
        first, _second = factories.DistrictFactory(name_en="Centre"), factories.DistrictFactory(name_en="Centre")
        assert district_named("Centre", legislature=first.legislature) is None

    def test_a_name_of_another_order_is_not_found(self):
        district = factories.DistrictFactory(representation_order="2013", name_en="Avalon")
        assert district_named("Avalon", legislature=district.legislature) is None
        assert district_named("Avalon", legislature=district.legislature, order="2013") == district


class TestDistricts:
    def test_an_empty_database_gets_343_of_343_and_their_house(self, write):
        said = run("import_districts", write(divisions()))
        house = Legislature.objects.get()
        assert (house.code, house.current_order) == ("house-of-commons", "2023")
        assert District.objects.of(house).count() == District.objects.count() == 343
        assert "Districts: 343 added, 0 unchanged." in said

    def test_names_and_province_come_with_the_code(self, write):
        run("import_districts", write(divisions()))
        district = District.objects.get(code="24001")
        assert (district.name_en, district.name_fr, district.province) == ("Place 1", "Lieu 1", "QC")
        assert set(District.objects.values_list("province", flat=True)) == {"NL", "QC", "ON", "BC"}

    def test_districts_that_are_there_stay_the_same_rows(self, write):
        district = factories.DistrictFactory(code="24001", name_en="Place 1", name_fr="Lieu 1", province="QC")
        sitting = factories.RecipientFactory(representative=True, district=district)
        said = run("import_districts", write(divisions()))
        assert District.objects.get(code="24001").pk == district.pk
        assert sitting.district.name_en == "Place 1"
        assert "342 added, 1 unchanged" in said

    def test_a_second_import_changes_nothing(self, write):
        file = write(divisions())
        run("import_districts", file)
        before = digest()
        assert run("import_districts", file) == "Districts: 343 unchanged.\n"
        assert digest() == before

    def test_districts_of_an_older_order_with_the_same_codes_are_left_alone(self, write):
        older = factories.DistrictFactory(representation_order="2013", code="24001", name_en="Older 1", name_fr="")
        run("import_districts", write(divisions()))
        older.refresh_from_db()
        assert older.name_en == "Older 1"
        assert District.objects.filter(code="24001").count() == 2

    def test_an_order_that_is_not_in_force_can_be_asked_for(self, write):
        run("import_districts", write(divisions(5, order="-2033")), "--order", "2033", "--expect", "5")
        assert set(District.objects.values_list("representation_order", flat=True)) == {"2033"}
        assert Legislature.objects.get().current_order == "2023"

    def test_a_former_name_stays_as_an_alias_and_still_finds_the_district(self, write, house):
        run("import_districts", write(table("code,name_en,name_fr", *plain_rows("35001,Harbour East,Port-Est"))))
        district = District.objects.get(code="35001")
        assert (district.name_en, district.aliases) == ("Harbour East", "Riding 1\nCirconscription 1")
        assert district_named("riding 1", legislature=house) == district
        assert district_named("circonscription-1", legislature=house) == district

    def test_another_spelling_of_a_name_is_no_alias(self, write, house):
        run("import_districts", write(table("code,name_en,name_fr", *plain_rows("35001,RIDING—1,Circonscription-1"))))
        district = District.objects.get(code="35001")
        assert (district.name_en, district.aliases) == ("RIDING—1", "")

    def test_a_list_without_french_or_aliases_takes_neither_away(self, write, house):
        District.objects.filter(code="35001").update(aliases="Old Town")
        run("import_districts", write(table("code,name_en", *(row.rpartition(",")[0] for row in plain_rows()))))
        district = District.objects.get(code="35001")
        assert (district.name_fr, district.aliases) == ("Circonscription 1", "Old Town")

    def test_aliases_of_a_list_are_added_to_those_that_are_there(self, write, house):
        District.objects.filter(code="35001").update(aliases="Old Town")
        rows = [f"{row},{'Old-Town;Harbour|Port' if number == 0 else ''}" for number, row in enumerate(plain_rows())]
        run("import_districts", write(table("code,name_en,name_fr,aliases", *rows)))
        assert District.objects.get(code="35001").aliases == "Old Town\nHarbour\nPort"

    def test_no_space_is_kept_around_the_dash_between_two_places(self, write, house):
        run("import_districts", write(table("code,name_en,name_fr", *plain_rows("35001,Riding— 1,Circonscription 1"))))
        assert District.objects.get(code="35001").name_en == "Riding—1"

    def test_a_district_that_the_list_lacks_stays_and_is_named(self, write, house):
        factories.DistrictFactory(legislature=house, code="35999", name_en="Lost")
        said = run("import_districts", write(table("code,name_en,name_fr", *plain_rows())))
        assert "! 35999 Lost: not in the list; it stays" in said
        assert District.objects.filter(code="35999").exists()

    def test_a_dry_run_says_all_and_changes_nothing(self, write, house):
        file = write(table("code,name_en,name_fr", *plain_rows("35001,Harbour East,Port-Est")))
        before = digest()
        said = run("import_districts", file, "--dry-run")
        assert "~ 35001 Harbour East: name_en Riding 1 -> Harbour East" in said
        assert "Nothing was changed: this was a dry run." in said
        assert digest() == before

    def test_a_dry_run_on_an_empty_database_leaves_it_empty(self, write):
        run("import_districts", write(divisions()), "--dry-run")
        assert not Legislature.objects.exists()

    def test_any_country_has_codes_of_its_own(self, write):
        factories.LegislatureFactory(code="assembly", current_order="1")
        run("import_districts", write(table("Code;Name EN", "N-1;North", "S-1;South")), "--legislature", "assembly")
        assert list(District.objects.values_list("code", "province").order_by("code")) == [("N-1", ""), ("S-1", "")]

    def test_a_house_that_nobody_made_is_refused_with_those_that_exist(self, write, house):
        said = refusal("import_districts", write(divisions()), "--legislature", "senate")
        assert "there is no legislature 'senate'; there are: house-of-commons" in said

    def test_a_list_of_an_older_order_alone_is_refused(self, write, house):
        said = refusal("import_districts", write(divisions(308, order="")))
        assert "it has no federal districts of the order of 2023, but 308 of an order without a year" in said

    def test_a_table_of_an_older_order_is_refused_with_its_lines(self, write, house):
        file = write(table("code,name_en,representation_order", "35001,Riding 1,2023", "35002,Riding 2,2013"))
        assert "list.csv, line 3: it is of the order of 2013, not of 2023" in refusal("import_districts", file)

    def test_a_table_that_calls_most_districts_by_other_names_is_of_another_order(self, write, house):
        rows = [row.replace("Riding", "Place").replace("Circonscription", "Lieu") for row in plain_rows()]
        file = write(table("code,name_en,name_fr", *rows))
        said = refusal("import_districts", file)
        assert "20 of 20 districts would change their name; is this another representation order?" in said
        run("import_districts", file, "--order", "2023")
        assert District.objects.get(code="35001").name_en == "Place 1"

    def test_a_list_that_was_cut_off_is_refused(self, write, house):
        whole = table("code,name_en,name_fr", *plain_rows())
        assert "19 districts, 20 expected" in refusal("import_districts", write(whole[: whole.rindex("35020")]))
        said = refusal("import_districts", write(whole[: whole.rindex(",")]))
        assert "list.csv, line 21: the line ends early: 2 of 3 columns" in said

    @pytest.mark.parametrize(
        ("row", "reason"),
        [
            ("35001,Again,", "line 22: the code 35001 is also on list.csv, line 2"),
            ("35,Short,", "line 22: '35' is no federal district's code"),
            ("99001,Nowhere,", "line 22: '99001' is no federal district's code"),
            ("35021,,", "line 22: its name_en is empty"),
            (f"35021,{'x' * 151},", "line 22: its name_en is longer than 150 characters"),
            ("35021,One,Un,Deux", "line 22: the line has more than its 3 columns"),
        ],
    )
    def test_a_bad_line_is_named_with_its_reason(self, write, house, row, reason):
        assert reason in refusal("import_districts", write(table("code,name_en,name_fr", *plain_rows(), row)))

    def test_a_division_of_an_unknown_form_is_refused(self, write):
        file = write(divisions() + "ocd-division/country:ca/ed:3500-2023,Odd,,,,\n")
        assert "'ocd-division/country:ca/ed:3500-2023' is no district's id" in refusal("import_districts", file)

    def test_only_the_first_reasons_are_listed(self, write, house):
        said = refusal("import_districts", write(table("code,name_en", *(f"x{number},Name" for number in range(50)))))
        assert len(said.splitlines()) == LISTED + 2
        assert said.endswith("... and 30 more")


def plain_rows(*replaced: str) -> list[str]:
    """The small house's districts; `replaced` are rows instead of those with their codes."""
    rows = {f"{35000 + one}": f"{35000 + one},Riding {one},Circonscription {one}" for one in range(1, SEATS + 1)}
    return list((rows | {row.partition(",")[0]: row for row in replaced}).values())


HTML = "<!DOCTYPE html><html><title>Maintenance</title></html>"
ACCENTS = "code,name_en\n35001,Québec\n"


@pytest.mark.parametrize("command", ["import_districts", "import_representatives", "import_postal_codes"])
class TestUnreadableFiles:
    @pytest.mark.parametrize(
        ("content", "reason"),
        [
            ("", "list.csv: it is empty"),
            (" \n\n", "list.csv: it is empty"),
            (",,,\n,,,\n", "list.csv: it is empty"),
            (HTML, "list.csv: it is a web page (HTML)"),
            ("\ufeff\n" + HTML, "list.csv: it is a web page (HTML)"),
            (ACCENTS.encode("utf-16"), "list.csv: it is UTF-16; save it as “CSV UTF-8”"),
            (ACCENTS.encode("utf-16-le"), "list.csv: it is UTF-16"),
            (b"PK\x03\x04workbook", "list.csv: it is a spreadsheet or an archive"),
            ("foo,bar\n1,2\n", "no column “"),
            ('name,email,district,code,name_en,postal_code\n"Never closed,', "it is not CSV"),
        ],
    )
    def test_are_refused_in_words(self, command, write, house, content, reason):
        assert reason in refusal(command, write(content))

    def test_of_an_older_encoding_are_refused_at_the_line(self, command, write, house):
        lines = ["postal_code,district,name,email,code,name_en", "K1A0A6,35001,Robin,robin@parl.gc.ca,35001,Québec"]
        said = refusal(command, write(table(*lines).encode("latin-1")))
        assert "list.csv, line 2: it is not UTF-8" in said

    def test_that_are_not_there_are_refused(self, command, house, tmp_path):
        assert "none.csv: No such file or directory" in refusal(command, str(tmp_path / "none.csv"))
        assert "Is a directory" in refusal(command, str(tmp_path))

    def test_of_a_header_alone_are_refused(self, command, write, house):
        assert "no line but the first" in refusal(command, write("postal_code,district,name,email,code,name_en\n"))


def test_a_byte_order_mark_is_no_part_of_the_first_column(write, house):
    run("import_districts", write("\ufeff" + table("code,name_en,name_fr", *plain_rows())))


class TestRepresentPages:
    def test_several_pages_seat_everybody(self, write, house):
        everybody = members()
        files = [
            write(pages(everybody[start : start + 8], offset=start, total=SEATS), f"{start}.json")
            for start in (0, 8, 16)
        ]
        said = run("import_representatives", *files, "--allow-domain", "example.org")
        assert "Representatives: 20 added, 0 unchanged." in said
        assert Recipient.objects.filter(district__legislature=house).count() == SEATS

    def test_a_member_becomes_an_office_with_a_holder(self, seated):
        first = seated[0]
        assert (first.kind, first.name, first.email) == ("office", "Robin Number1", "robin.number1@example.org")
        assert (first.language, first.postal_address, first.source) == (
            "en",
            "House\nOttawa",
            "https://members.example.org/1",
        )
        assert (first.status, first.since, first.until) == (Recipient.Status.UNVERIFIED, None, None)

    def test_titles_are_made_in_both_languages(self, seated):
        first = seated[0]
        assert (first.role_en, first.salutation_en) == ("Member of Parliament for Riding 1", "Dear Robin Number1")
        assert (first.role_fr, first.salutation_fr) == ("Membre du Parlement, Circonscription 1", "Madame, Monsieur")

    @pytest.mark.parametrize(
        ("preferred", "language"),
        [
            (["French"], "fr"),
            (["English", "Inuktitut"], "en"),
            (["English", "French"], ""),
            ([], ""),
            (7, ""),
            ([[]], ""),
        ],
    )
    def test_a_language_is_known_where_one_of_the_two_is_preferred(self, write, house, preferred, language):
        everybody = members(n1={"extra": {"preferred_languages": preferred}})
        run("import_representatives", write(pages(everybody), "a.json"), "--allow-domain", "example.org")
        assert Recipient.objects.get(district__code="35001").language == language

    def test_the_code_decides_whatever_the_name(self, write, house):
        everybody = members(n1={"district_name": "Riding 2"}, n2={"district_name": "A new name"})
        run("import_representatives", write(pages(everybody), "a.json"), "--allow-domain", "example.org")
        assert Recipient.objects.get(district__code="35001").name == "Robin Number1"
        assert Recipient.objects.get(district__code="35002").name == "Robin Number2"

    def test_a_member_without_a_boundary_is_joined_by_a_name_or_alias(self, write, house):
        District.objects.filter(code="35002").update(aliases="Harbour—East")
        everybody = members(
            n1={"boundary_set": None, "district_name": "CIRCONSCRIPTION–1"},
            n2={"boundary_set": None, "district_name": "harbour east"},
        )
        run("import_representatives", write(pages(everybody), "a.json"), "--allow-domain", "example.org")
        assert Recipient.objects.get(district__code="35001").name == "Robin Number1"
        assert Recipient.objects.get(district__code="35002").name == "Robin Number2"

    def test_a_member_of_the_older_order_never_falls_back_to_the_name(self, write, house):
        said = refusal_of_pages(write, pages(members(n3={"boundary_set": SET_2013})))
        assert "a.json, member 3: its district 35003 is of /boundary-sets/federal-electoral-districts/, not of" in said

    def test_a_page_that_is_missing_is_refused(self, write, house):
        said = refusal_of_pages(write, pages(members(8), total=SEATS))
        assert "the pages list 8 members of 20; is a page missing" in said

    def test_a_page_that_comes_twice_is_refused(self, write, house):
        files = [write(pages(members(10), total=SEATS), name) for name in ("a.json", "b.json")]
        said = refusal("import_representatives", *files)
        assert "b.json: it is the same page as a.json: both begin at 0" in said

    def test_a_page_that_was_cut_off_is_refused_at_the_place(self, write, house):
        said = refusal_of_pages(write, pages(members())[:-200])
        assert "a.json, line 1, column " in said
        assert "the JSON is broken or cut off" in said

    @pytest.mark.parametrize(
        ("content", "reason"),
        [
            ("[" * 100_000, "the JSON is nested too deep"),
            ("[]", "it is no page of Represent"),
            ('{"objects": [], "meta": {}}', "no “total_count”"),
            ('{"objects": {}, "meta": {"total_count": 0, "offset": 0}}', "it is no page of Represent"),
            (pages([7]), "a.json, member 1: it is no member"),
            (pages([{"related": {}}]), "member 1: its “email” is no text"),
            (pages([member(1, email=None)]), "member 1: its “email” is no text"),
            (pages([member(1, name=" ")]), "member 1: it has no name"),
            (
                pages([member(1, boundary_set="a/b/c")]),
                "member 1: its district '/boundaries/a/b/c/35001/' is no boundary",
            ),
            (
                pages([member(1, related={"representative_set_url": "/representative-sets/elsewhere/"})]),
                "member 1: it is of the list '/representative-sets/elsewhere/', not of house-of-commons",
            ),
        ],
    )
    def test_a_page_of_another_shape_is_refused(self, write, house, content, reason):
        assert reason in refusal_of_pages(write, content)

    def test_an_empty_list_would_leave_all_seats_vacant(self, write, house):
        assert "20 seats vacant or without an address, at most 15 expected" in refusal_of_pages(write, pages([]))

    def test_without_districts_nobody_can_sit(self, write):
        assert "house-of-commons has no districts yet; import_districts comes first" in refusal_of_pages(
            write, pages([])
        )

    def test_without_all_districts_nobody_can_sit(self, write, house):
        District.objects.get(code="35020").delete()
        assert "19 districts, 20 expected; import_districts comes first" in refusal_of_pages(write, pages(members()))

    def test_members_of_an_unknown_district_or_of_one_twice_are_refused(self, write, house):
        everybody = [*members(19), member(77), member(2, name="Another One", email="another@example.org")]
        said = refusal_of_pages(write, pages(everybody))
        assert "a.json, member 20: no district '35077' is in force" in said
        everybody.pop(19)
        said = refusal_of_pages(write, pages(everybody))
        assert "a.json, member 20: 35002 Riding 2 has a line already: a.json, member 2" in said


def refusal_of_pages(write, content: str, *options: str) -> str:
    return refusal("import_representatives", write(content, "a.json"), "--allow-domain", "example.org", *options)


def import_pages(write, objects: list[dict], *options: str) -> str:
    return run("import_representatives", write(pages(objects), "a.json"), "--allow-domain", "example.org", *options)


class TestSeats:
    def test_a_second_import_changes_nothing(self, write, seated):
        before = digest()
        assert import_pages(write, members()) == "Representatives: 20 unchanged.\n"
        assert digest() == before

    def test_a_dry_run_says_all_and_changes_nothing(self, write, seated):
        before = digest()
        said = import_pages(write, members(19, n1={"email": "new@example.org"}), "--dry-run")
        assert "~ 35001 Riding 1: email robin.number1@example.org -> new@example.org" in said
        assert "- 35020 Riding 20: Robin Number20 has left" in said
        assert "1 changed, 1 vacant now, 18 unchanged" in said
        assert digest() == before

    def test_another_member_takes_the_seat_and_nothing_of_the_former_one_stays(self, write, seated):
        change(seated[0], honorific="Hon.", language="fr", salutation_en="Dear Robin", since=date(2019, 1, 1))
        import_pages(write, members(n1={"name": "Ali Newcomer", "email": "ali@example.org", "extra": {}}))
        now = reread(seated[0])
        assert (now.name, now.email, now.honorific, now.language) == ("Ali Newcomer", "ali@example.org", "", "")
        assert now.salutation_en == "Dear Ali Newcomer"
        assert now.since == timezone.localdate()

    def test_what_the_file_does_not_say_stays_for_the_same_member(self, write, seated):
        facts = {"honorific": "Hon.", "salutation_en": "Dear Robin", "salutation_fr": "Chère Robin"}
        change(seated[0], since=date(2019, 1, 1), **facts)
        import_pages(write, members(n1={"email": "robin1@example.org"}))
        now = reread(seated[0])
        assert now.email == "robin1@example.org"
        assert {name: getattr(now, name) for name in facts} == facts
        assert now.since == date(2019, 1, 1)

    def test_a_title_that_was_made_follows_what_it_was_made_from(self, write, seated):
        District.objects.filter(code="35001").update(name_en="Harbour", aliases="Riding 1\nCirconscription 1")
        import_pages(write, members(n1={"name": "ROBIN NÚMBER1"}))
        now = reread(seated[0])
        assert now.role_en == "Member of Parliament for Harbour"
        assert now.salutation_en == "Dear ROBIN NÚMBER1"

    def test_what_staff_wrote_stays(self, write, seated):
        change(seated[0], kept_fields=["email", "salutation_fr"], email="office@example.org", salutation_fr="Madame")
        said = import_pages(write, members(n1={"name": "Ali Newcomer", "email": "ali@example.org"}))
        now = reread(seated[0])
        assert (now.name, now.email, now.salutation_fr) == ("Ali Newcomer", "office@example.org", "Madame")
        assert "! 35001 Riding 1: another member now, but staff's own email, salutation_fr stay" in said

    def test_where_staff_wrote_the_name_they_say_who_sits_there(self, write, seated):
        change(seated[0], kept_fields=["name"], name="Bobby Number1", since=date(2019, 1, 1))
        said = import_pages(write, members())
        now = reread(seated[0])
        assert (now.name, now.since) == ("Bobby Number1", date(2019, 1, 1))
        assert "! 35001 Riding 1: the file says Robin Number1; staff's own Bobby Number1 stays" in said

    def test_an_address_that_staff_wrote_meets_the_gates_too(self, write, seated):
        change(seated[0], kept_fields=["email"], email=seated[1].email)
        assert "robin.number2@example.org is also the address of Robin Number1" in refusal_of_pages(
            write, pages(members())
        )

    def test_another_address_has_to_be_verified_again(self, write, seated):
        user = factories.UserFactory()
        change(seated[0], status=Recipient.Status.OK, verified_on=date(2026, 1, 1), verified_by=user)
        change(seated[1], status=Recipient.Status.OK, verified_on=date(2026, 1, 1), verified_by=user)
        import_pages(write, members(n1={"email": "new@example.org"}))
        first, second = reread(seated[0]), reread(seated[1])
        assert (first.status, first.verified_on, first.verified_by) == (Recipient.Status.UNVERIFIED, None, None)
        assert (second.status, second.verified_on, second.verified_by) == (Recipient.Status.OK, date(2026, 1, 1), user)

    def test_a_block_is_for_staff_to_end(self, write, seated):
        change(seated[0], status=Recipient.Status.BLOCKED)
        said = import_pages(write, members(n1={"name": "Ali Newcomer", "email": "ali@example.org"}))
        assert reread(seated[0]).status == Recipient.Status.BLOCKED
        assert "! 35001 Riding 1: another member now, but the seat is still blocked" in said

    def test_a_seat_that_the_file_lacks_becomes_vacant_and_its_letters_stay(self, write, seated, letter):
        queued = Delivery.objects.create(letter=letter, recipient=seated[19])
        import_pages(write, members(19))
        now = reread(seated[19])
        assert (now.name, now.email, now.until) == ("Robin Number20", "", timezone.localdate())
        assert Recipient.objects.representative_of(now.district) is None
        assert Delivery.objects.filter(pk=queued.pk, status=queued.status, recipient=now).exists()

    def test_a_vacant_seat_stays_as_it_is_until_somebody_takes_it(self, write, seated):
        import_pages(write, members(19))
        Recipient.objects.filter(pk=seated[19].pk).update(until=date(2026, 1, 1))
        import_pages(write, members(19))
        assert reread(seated[19]).until == date(2026, 1, 1)
        import_pages(write, members(n20={"name": "Ali Newcomer", "email": "ali@example.org"}))
        now = reread(seated[19])
        assert (now.name, now.email, now.until) == ("Ali Newcomer", "ali@example.org", None)

    def test_somebody_without_an_address_sits_there_but_gets_no_letters(self, write, house):
        import_pages(write, members(n7={"email": ""}))
        seat = Recipient.objects.get(district__code="35007")
        assert (seat.name, seat.email) == ("Robin Number7", "")
        assert Recipient.objects.representative_of(seat.district) is None

    def test_more_than_a_tenth_of_the_seats_change_only_after_an_election(self, write, seated):
        others = members(**{f"n{one}": {"name": f"New Person{one}"} for one in (1, 2, 3)})
        said = refusal_of_pages(write, pages(others))
        assert "3 of 20 seats change their member or address, at most 2 expected without --election" in said
        assert "35001 Riding 1, 35002 Riding 2, 35003 Riding 3" in said
        import_pages(write, others, "--election")
        assert reread(seated[2]).name == "New Person3"

    def test_addresses_that_slipped_a_line_are_changes_too(self, write, seated):
        slipped = members(
            **{f"n{one}": {"email": f"robin.number{one % SEATS + 1}@example.org"} for one in range(1, 21)}
        )
        assert "20 of 20 seats change their member or address" in refusal_of_pages(write, pages(slipped))

    def test_filling_vacant_seats_changes_nobody(self, write, house):
        import_pages(write, members(5))
        import_pages(write, members())
        assert Recipient.objects.in_office().filter(district__legislature=house).count() == SEATS

    @pytest.mark.parametrize(
        ("changed", "reason"),
        [
            (
                {"email": "x@elsewhere.example"},
                "a.json, member 4: 35004 Riding 4: the address x@elsewhere.example is outside",
            ),
            ({"email": "robin.number1@example.org"}, "is also the address of Robin Number1 (a.json, member 1)"),
            ({"email": "a@example.org, b@example.org"}, "'a@example.org, b@example.org' is not one e-mail address"),
            ({"email": "béa@example.org"}, "is not ASCII"),
            ({"name": "robin NUMBER1"}, "also sits for 35001 Riding 1 (a.json, member 1); two people? say --namesakes"),
            ({"name": "x" * 151}, "its name is longer than 150 characters"),
        ],
    )
    def test_what_the_gates_refuse_is_named_with_its_line(self, write, seated, changed, reason):
        assert reason in refusal_of_pages(write, pages(members(n4=changed)))

    def test_the_domain_of_the_demo_has_to_be_allowed(self, write, house):
        said = refusal("import_representatives", write(pages(members()), "a.json"))
        assert "robin.number1@example.org is outside parl.gc.ca (see --allow-domain)" in said

    def test_namesakes_sit_where_somebody_says_that_they_are_two(self, write, house):
        import_pages(write, members(n4={"name": "Robin Number1"}), "--namesakes")
        assert Recipient.objects.filter(name="Robin Number1").count() == 2

    def test_another_house_is_left_alone(self, write, seated):
        other = factories.DistrictFactory(legislature=factories.LegislatureFactory(code="assembly"), code="35001")
        sitting = factories.RecipientFactory(representative=True, district=other)
        import_pages(write, members(n1={"email": "new@example.org"}))
        assert reread(sitting).email == sitting.email

    def test_a_new_recipient_is_found_in_the_admins_search(self, indexed, seated):
        assert list(Recipient.objects.filter(name="Robin Number3")) == [seated[2]]
        assert seated[2] in list(get_search_backend().autocomplete("Number3", Recipient))


def change(recipient: Recipient, **facts) -> None:
    Recipient.objects.filter(pk=recipient.pk).update(**facts)


def reread(recipient: Recipient) -> Recipient:
    return Recipient.objects.get(pk=recipient.pk)


class TestMembersTable:
    @pytest.fixture
    def assembly(self) -> Legislature:
        """Another country's house, about which nothing is known."""
        house = factories.LegislatureFactory(
            code="assembly", current_order="1", member_en="Councillor", member_fr="députée ou député"
        )
        for code, name in (("N-1", "North"), ("S-1", "South")):
            factories.DistrictFactory(
                legislature=house, representation_order="1", code=code, name_en=name, name_fr="", province=""
            )
        return house

    def test_a_table_tells_all_about_a_member(self, write, assembly):
        header = "district_code,name,email,role_en,role_fr,salutation_en,salutation_fr,honorific,language,since,source"
        row = "N-1,Ali New,ali@example.org,Speaker,Présidente,Dear Speaker,Madame la Présidente,Dr.,FR,2025-04-28,Site"
        run("import_representatives", write(table(header, row)), "--legislature", "assembly")
        now = Recipient.objects.get()
        said = dict(zip(header.split(","), row.split(","), strict=True)) | {
            "language": "fr",
            "since": date(2025, 4, 28),
        }
        assert said.pop("district_code") == now.district.code
        assert {name: getattr(now, name) for name in said} == said

    def test_a_district_is_named_by_code_or_name(self, write, assembly):
        rows = table(
            "Riding,District,Name,Email", ",n-1,Ali Newcomer,ali@example.org", ",SOUTH,Bea Essai,bea@example.org"
        )
        said = refusal("import_representatives", write(rows), "--legislature", "assembly")
        assert "line 2: no district 'n-1' is in force" in said  # codes are not names: no guessing
        rows = rows.replace("n-1", "N-1")
        run("import_representatives", write(rows), "--legislature", "assembly")
        assert Recipient.objects.get(district__code="S-1").name == "Bea Essai"

    @pytest.mark.parametrize(
        ("gender", "honorific", "titles"),
        [
            ("F", "", ("Dear Ali Newcomer", "Députée, North", "Madame la Députée")),
            ("homme", "Hon.", ("Dear Hon. Ali Newcomer", "Député, North", "Monsieur le Député")),
            ("", "Hon.", ("Dear Hon. Ali Newcomer", "Députée ou député, North", "Madame, Monsieur")),
            ("X", "", ("Dear Ali Newcomer", "Députée ou député, North", "Madame, Monsieur")),
        ],
    )
    def test_titles_that_the_table_lacks_are_made(self, write, assembly, gender, honorific, titles):
        rows = table("district,name,email,gender,honorific", f"N-1,Ali Newcomer,ali@example.org,{gender},{honorific}")
        run("import_representatives", write(rows), "--legislature", "assembly")
        now = Recipient.objects.get()
        assert (now.salutation_en, now.role_fr, now.salutation_fr) == titles
        assert now.role_en == "Councillor for North"

    def test_a_title_would_be_a_guess_where_members_are_no_deputes(self, write, assembly):
        Legislature.objects.update(member_fr="conseillère ou conseiller")
        rows = table("district,name,email,gender", "N-1,Ali Newcomer,ali@example.org,f")
        run("import_representatives", write(rows), "--legislature", "assembly")
        now = Recipient.objects.get()
        assert (now.role_fr, now.salutation_fr) == ("Conseillère ou conseiller, North", "Madame")

    def test_a_name_too_long_for_a_salutation_gets_the_title(self, write, assembly):
        rows = table("district,name,email", f"N-1,{'Ali ' * 30}Newcomer,ali@example.org")
        run("import_representatives", write(rows), "--legislature", "assembly")
        assert Recipient.objects.get().salutation_en == "Dear Councillor"

    def test_a_line_without_a_name_is_a_vacant_seat(self, write, assembly):
        rows = table("district,name,email", "N-1,Ali Newcomer,ali@example.org", "S-1,Bea Essai,bea@example.org")
        run("import_representatives", write(rows), "--legislature", "assembly")
        said = run(
            "import_representatives", write(rows.replace("Bea Essai,bea@example.org", ",")), "--legislature", "assembly"
        )
        assert "- S-1 South: Bea Essai has left" in said
        assert Recipient.objects.in_office().get().name == "Ali Newcomer"

    @pytest.mark.parametrize(
        ("header", "row", "reason"),
        [
            ("name,email", "Ali,ali@example.org", "line 1: no column district_code or district_name or district among"),
            ("district,name", "N-1,Ali", "line 1: no column “email” among: district, name"),
            ("district,name,email", ",Ali,ali@example.org", "line 2: it names no district"),
            ("district,name,email", "N-1,,ali@example.org", "line 2: ali@example.org is nobody's address"),
            ("district,name,email,language", "N-1,Ali,ali@example.org,de", "its language 'de' is neither en nor fr"),
            (
                "district,name,email,since",
                "N-1,Ali,ali@example.org,28/04/2025",
                "since '28/04/2025' is no date such as",
            ),
            ("district,name,email,role_en", f"N-1,Ali,a@example.org,{'x' * 151}", "its role_en is longer than 150"),
            (
                "district,name,email,representation_order",
                "N-1,Ali,ali@example.org,2013",
                "line 2: it is of the order of 2013, not of 1",
            ),
            (
                "district_code,district_name,name,email",
                "N-1,West Coast,Ali,ali@example.org",
                "line 2: N-1 is North, never called West Coast",
            ),
        ],
    )
    def test_a_bad_line_is_named_with_its_reason(self, write, assembly, header, row, reason):
        said = refusal("import_representatives", write(table(header, row)), "--legislature", "assembly")
        assert f"{reason}" in said
        assert "list.csv" in said

    def test_the_same_code_and_name_of_our_order_agree(self, write, assembly):
        rows = table("district_code,district_name,name,email", "N-1,NORTH,Ali Newcomer,ali@example.org")
        run("import_representatives", write(rows), "--legislature", "assembly")
        assert Recipient.objects.get().district.code == "N-1"

    def test_control_characters_do_not_reach_the_directory(self, write, assembly):
        rows = table("district,name,email", '"N-1","Ali\u202e\u0007\u00a0 New\ncomer",ali@example.org')
        run("import_representatives", write(rows), "--legislature", "assembly")
        assert Recipient.objects.get().name == "Ali New comer"


def pairs() -> set[tuple[str, str]]:
    return set(PostalCode.objects.values_list("code", "district__code"))


class TestPostalCodes:
    @pytest.fixture(autouse=True)
    def small_batches(self, monkeypatch):
        monkeypatch.setattr(staging, "BATCH", 2)

    def test_codes_in_any_spelling_are_added(self, write, house):
        rows = table("Postal Code,City,District Code", "k1a 0a6,Ottawa,35001", "K1A-0A7,Ottawa,35002", "K1A0A7,,35003")
        said = run("import_postal_codes", write(rows))
        assert pairs() == {("K1A0A6", "35001"), ("K1A0A7", "35002"), ("K1A0A7", "35003")}
        assert said == "Postal codes: 3 lines; 3 added, 0 removed; 3 in all.\n"

    @pytest.mark.parametrize("delimiter", [",", ";", "\t"])
    def test_a_table_without_names_has_code_and_district_in_order(self, write, house, delimiter):
        run("import_postal_codes", write(f"K1A 0A6{delimiter}35001\r\nK1A 0A7{delimiter}35002\r\n"))
        assert pairs() == {("K1A0A6", "35001"), ("K1A0A7", "35002")}

    def test_a_code_lies_where_the_new_list_says_and_others_stay(self, write, house):
        run("import_postal_codes", write(table("K1A0A6,35001", "K1A0A7,35001", "K1A0A7,35002")))
        said = run("import_postal_codes", write(table("K1A0A7,35002", "K1A0A7,35003", "K1A0A8,35004")))
        assert pairs() == {("K1A0A6", "35001"), ("K1A0A7", "35002"), ("K1A0A7", "35003"), ("K1A0A8", "35004")}
        assert "3 lines; 2 added, 1 removed; 4 in all" in said

    def test_rows_that_are_right_already_stay_the_same_rows(self, write, house):
        file = write(table("K1A0A6,35001", "K1A0A7,35002"))
        run("import_postal_codes", file)
        before = digest()
        assert "0 added, 0 removed" in run("import_postal_codes", file)
        assert digest() == before

    def test_a_line_that_comes_twice_is_one_row(self, write, house):
        run("import_postal_codes", write(table(*["K1A0A6,35001"] * 5)))
        assert pairs() == {("K1A0A6", "35001")}

    def test_replacing_forgets_what_the_list_lacks(self, write, house):
        run("import_postal_codes", write(table("K1A0A6,35001", "K1A0A7,35002", "K1A0A8,35002")))
        run("import_postal_codes", write(table("K1A0A6,35003", "K1A0A7,35002")), "--replace")
        assert pairs() == {("K1A0A6", "35003"), ("K1A0A7", "35002")}

    def test_replacing_by_less_than_half_has_to_be_meant(self, write, house):
        run("import_postal_codes", write(table("K1A0A6,35001", "K1A0A7,35002", "K1A0A8,35002")))
        file = write(table("K1A0A6,35001"))
        assert "1 postal codes would be left of 3; was the file cut off?" in refusal(
            "import_postal_codes", file, "--replace"
        )
        run("import_postal_codes", file, "--replace", "--fewer")
        assert pairs() == {("K1A0A6", "35001")}

    def test_other_orders_and_other_houses_are_left_alone(self, write, house):
        older = factories.DistrictFactory(legislature=house, representation_order="2013", code="35001")
        other = factories.DistrictFactory(legislature=factories.LegislatureFactory(code="assembly"), code="N-1")
        rows = [factories.PostalCodeFactory(code="K1A0A6", district=district).pk for district in (older, other)]
        run("import_postal_codes", write(table("K1A0A6,35002")), "--replace")
        assert PostalCode.objects.filter(pk__in=rows).count() == 2
        assert (
            PostalCode.objects.get(district__legislature=house, district__representation_order="2023").code == "K1A0A6"
        )

    def test_a_dry_run_counts_and_changes_nothing(self, write, house):
        run("import_postal_codes", write(table("K1A0A6,35001")))
        before = digest()
        said = run("import_postal_codes", write(table("K1A0A6,35002", "K1A0A7,35002")), "--dry-run")
        assert "2 would be added, 1 would be removed; 2 in all" in said
        assert digest() == before

    @pytest.mark.parametrize(
        ("row", "reason"),
        [
            ("K1A0A,35001", "line 4: 'K1A0A' is no postal code"),
            ("D1A0A6,35001", "line 4: 'D1A0A6' is no postal code"),
            ("K1A0A6,35999", "line 4: no district '35999' is in force"),
            ("K1A0A6,350", "line 4: no district '350' is in force"),
            ("K1A0A6", "line 4: no district '' is in force"),
        ],
    )
    def test_one_bad_line_refuses_the_whole_list(self, write, house, row, reason):
        said = refusal("import_postal_codes", write(table("K1A0A6,35001", "K1A0A7,35002", "K1A0A8,35003", row)))
        assert reason in said

    def test_a_list_of_nothing_but_faults_is_not_read_to_its_end(self, write, house):
        said = refusal("import_postal_codes", write(table("K1A0A6,35001", *["K1A0A6,99"] * 5000)))
        assert "... and 980 more" in said

    def test_after_a_refusal_the_next_list_is_taken(self, write, house):
        refusal("import_postal_codes", write(table("K1A0A6,35999")))
        run("import_postal_codes", write(table("K1A0A6,35001")))
        assert pairs() == {("K1A0A6", "35001")}

    def test_without_districts_there_is_nowhere_to_lie(self, write):
        assert "import_districts comes first" in refusal("import_postal_codes", write(table("K1A0A6,35001")))

    def test_progress_is_told_to_whoever_watches(self, write, house, monkeypatch):
        class Terminal(io.StringIO):
            def isatty(self):
                return True

        screen = Terminal()
        call_command("import_postal_codes", write(table("K1A0A6,35001")), stdout=screen)
        assert "[########################################] 100% 1 lines\n" in screen.getvalue()


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_a_second_import_waits_for_the_first_ones_end(write, house):
    file = write(table("code,name_en,name_fr", *plain_rows("35001,Harbour East,Port-Est")))
    second = Thread(target=lambda: (run("import_districts", file), connection.close()))
    with transaction.atomic():
        Legislature.objects.select_for_update().get()
        second.start()
        second.join(0.5)
        assert second.is_alive()
    second.join(20)
    assert District.objects.get(code="35001").name_en == "Harbour East"


class Patience(Event):
    """Remembers how long it was asked to wait, and waits for nothing."""

    def __init__(self):
        super().__init__()
        self.waited = []

    def wait(self, timeout=None):
        self.waited.append(timeout)
        return self.is_set()


class TestWarming:
    @pytest.fixture(autouse=True)
    def upstream(self, settings, monkeypatch, house):
        """Knows K1A 0A6; `asked` are the codes that it was asked about."""
        settings.LOOKUP_BACKEND = "campaigns.lookup.memory"
        monkeypatch.setitem(memory.districts, "K1A0A6", [District.objects.get(code="35001")])
        self.asked: list[str] = []
        self.troubles: list[Exception] = []
        lookup = memory.lookup

        def answer(postal_code, legislature, **more):
            self.asked.append(postal_code)
            if self.troubles:
                raise self.troubles.pop(0)
            return lookup(postal_code, legislature, **more)

        monkeypatch.setattr(memory, "lookup", answer)

    def warm(self, file: str, stop: Event | None = None, **others):
        return warm_postal_codes(file=Path(file), stop=stop or Patience(), **others)

    def test_each_code_is_asked_once_and_its_answer_kept(self, write):
        file = write(table("postal_code,city", "K1A 0A6,Ottawa", "K1A 0A7,Ottawa"))
        assert self.warm(file) == {"found": 1, "not found": 1}
        assert LookupAnswer.objects.get(postal_code="K1A0A6").districts.get().code == "35001"
        assert self.warm(file) == {"known": 2}
        assert self.asked == ["K1A0A6", "K1A0A7"]

    def test_codes_of_the_local_table_are_not_asked(self, write, house):
        factories.PostalCodeFactory(code="K1A0A7", district=house.districts.first())
        assert self.warm(write(table("K1A0A7"))) == {"known": 1}
        assert self.asked == []

    def test_calls_are_spread_so_that_supporters_keep_their_share(self, write):
        patience = Patience()
        self.warm(write(table("K1A0A6", "K1A0A7")), patience, calls_a_minute=20)
        assert patience.waited == [3.0, 3.0]

    def test_it_waits_for_its_turn_as_long_as_it_takes(self, write):
        patience = Patience()
        self.troubles = [BudgetSpent("spent", seconds=17.0)] * (TRIES + 5)
        assert self.warm(write(table("K1A0A6")), patience) == {"found": 1}
        assert patience.waited[:3] == [17.0, 17.0, 17.0]

    def test_it_goes_on_after_a_failure_and_gives_up_after_many(self, write):
        file = write(table("K1A0A6", "K1A0A7"))
        self.troubles = [LookupUnavailable("down")] * (TRIES - 1)
        assert self.warm(file) == {"found": 1, "not found": 1}
        self.troubles = [LookupUnavailable("down")] * TRIES
        with pytest.raises(UpstreamDown):
            self.warm(write(table("K1A0A8")))

    def test_a_stale_answer_is_asked_again_and_does_not_pass_for_a_new_one(self, write):
        file = write(table("K1A0A6"))
        self.warm(file)
        LookupAnswer.objects.update(answered_at=timezone.now() - timedelta(days=31))
        self.troubles = [LookupUnavailable("down")] * TRIES
        with pytest.raises(UpstreamDown):
            self.warm(file)
        assert self.warm(file) == {"found": 1}

    def test_stopped_it_goes_on_where_it_was(self, write):
        file = write(table("K1A0A6", "K1A0A7", "K1A0A8"))
        stop = Patience()
        self.warm(file, stop, on_progress=lambda done: stop.set())
        assert self.asked == ["K1A0A6"]
        assert self.warm(file) == {"known": 1, "not found": 2}

    def test_ctrl_c_ends_it_with_a_word(self, write, monkeypatch):
        handlers = {}
        monkeypatch.setattr(signal, "signal", handlers.__setitem__)
        self.troubles = [LookupUnavailable("down")]
        wait = Event.wait
        monkeypatch.setattr(Event, "wait", lambda event, timeout: handlers[signal.SIGINT]() or wait(event, 0))
        assert run("warm_postal_codes", write(table("K1A0A6"))) == "Stopped: 0 known, 0 found, 0 not found.\n"

    def test_a_bad_list_costs_no_call(self, write):
        assert "line 2: '12345' is no postal code" in refusal("warm_postal_codes", write(table("K1A0A6", "12345")))
        assert self.asked == []

    def test_without_anybody_to_ask_it_says_so(self, write, settings):
        settings.LOOKUP_BACKEND, settings.REPRESENT_URL = "campaigns.lookup.represent", ""
        assert "there is nobody to ask: set REPRESENT_URL" in refusal("warm_postal_codes", write(table("K1A0A6")))

    def test_an_upstream_that_stays_down_ends_the_command(self, write, monkeypatch):
        monkeypatch.setattr(signal, "signal", lambda *_: None)
        monkeypatch.setattr(Event, "wait", lambda event, timeout: False)
        self.troubles = [LookupUnavailable("down")] * TRIES
        assert "Run it again later: it goes on from here." in refusal("warm_postal_codes", write(table("K1A0A6")))


class TestHealth:
    def verify(self, *options: str) -> str:
        return run("verify_directory", "--allow-domain", "example.org", *options)

    def test_a_directory_that_passes_the_gates_is_described(self, seated, minister):
        change(seated[3], status=Recipient.Status.FAILING)
        change(seated[4], email="")
        change(seated[5], until=date(2026, 1, 1))
        said = self.verify()
        assert "House of Commons, order of 2023: 20 districts\n" in said
        assert "  without a representative: 1\n    35006 Riding 6\n" in said
        assert "  without an address: 1\n    Robin Number5" in said
        assert "  failing: 1\n    Robin Number4" in said
        assert "  not verified: 18\n" in said
        assert "Other recipients: 1\n" in said
        assert "GATES" not in said

    def test_letters_that_bounced_are_counted(self, seated, letter):
        Delivery.objects.create(letter=letter, recipient=seated[0], status="bounced")
        assert "  letters bounced: 1\n    Robin Number1 (Member of Parliament for Riding 1): 1\n" in self.verify()

    def test_postal_codes_that_nobody_knows_are_listed_with_how_often(self, seated, house):
        LookupAnswer.objects.create(postal_code="K9Z9Z9", legislature=house, nothing=True, source="x", times_asked=7)
        assert "  postal codes not found: 1\n    K9Z9Z9: asked for 7 times\n" in self.verify()

    def test_a_gate_that_would_fail_ends_with_an_error(self, seated, house):
        change(seated[1], email=seated[0].email)
        output = io.StringIO()
        with pytest.raises(CommandError) as refused:
            call_command("verify_directory", "--allow-domain", "example.org", stdout=output)
        assert refused.value.returncode == 1
        assert (
            "GATES THAT FAIL: 1\n    the directory: 35002 Riding 2: robin.number1@example.org is also"
            in output.getvalue()
        )

    def test_foreign_addresses_fail_and_too_many_vacancies_too(self, seated):
        Recipient.objects.update(until=date(2026, 1, 1))
        with pytest.raises(CommandError):
            self.verify()
        Legislature.objects.update(dissolved=True)
        assert "(dissolved)" in self.verify()

    def test_an_export_runs_nothing_in_a_spreadsheet(self, seated, house, tmp_path):
        change(seated[0], name='=HYPERLINK("http://x.example")', source="\t+1")
        change(seated[1], name="@SUM(A1)", email="-x@example.org")
        change(seated[2], until=date(2026, 1, 1))
        LookupAnswer.objects.create(postal_code="K9Z9Z9", legislature=house, nothing=True, source="x", times_asked=7)
        file = tmp_path / "health.csv"
        assert f"21 lines written to {file}" in self.verify("--export", str(file))
        with file.open(encoding="utf-8-sig", newline="") as lines:
            rows = {row["code"]: row for row in csv.DictReader(lines)}
        assert rows["35001"]["recipient"].startswith("'=HYPERLINK")
        assert rows["35001"]["source"] == "'\t+1"
        assert (rows["35002"]["recipient"], rows["35002"]["email"]) == ("'@SUM(A1)", "'-x@example.org")
        assert (rows["35003"]["finding"], rows["35003"]["recipient"]) == ("vacant", "")
        assert (rows["K9Z9Z9"]["finding"], rows["K9Z9Z9"]["times asked"]) == ("not found", "7")
        assert all(not cell.startswith(("=", "+", "-", "@")) for row in rows.values() for cell in row.values())

    def test_an_export_that_cannot_be_written_is_said(self, seated, tmp_path):
        assert "Is a directory" in refusal(
            "verify_directory", "--allow-domain", "example.org", "--export", str(tmp_path)
        )

"""The way to each state that a supporter may meet. A new one is a function here, named as the table shall show it."""

from collections.abc import Callable

from django.test import RequestFactory
from django.views.defaults import server_error
from playwright.sync_api import Page, expect

from campaigns.embed import address_of
from tests.browser.met.world import TWO_RIDINGS, UNKNOWN, World

State = Callable[[Page, World], object]
STATES: dict[str, State] = {}


def state(way: State) -> State:
    STATES[way.__name__.replace("_", " ")] = way
    return way


def at(name: str, address: Callable[[World], str]) -> None:
    """A state that is an address."""
    STATES[name] = lambda tab, world: tab.goto(address(world))


at("campaign page", lambda world: world.page("open"))
at("warning, closed", lambda world: world.page("hiding"))
at("address asked", lambda world: world.page("asking"))
at("thank-you", lambda world: world.site + world.pages["open"].thank_you_url)
at("thank-you, to confirm", lambda world: world.site + world.pages["confirming"].thank_you_url)
at("confirm", lambda world: world.site + world.letters["unconfirmed"].confirmation_path)
at("confirmed now", lambda world: f"{world.site}{world.letters['signed'].confirmation_path}?confirmed")
at("confirmed before", lambda world: world.site + world.letters["signed"].confirmation_path)
for name, word in {
    "on its way": "queued",
    "sent": "sent",
    "not delivered": "bounced",
    "choose my MP": "waiting",
    "withdrawn": "withdrawn",
    "erased": "erased",
}.items():
    at(f"receipt, {name}", lambda world, word=word: world.site + world.letters[word].receipt_path)
at("withdraw", lambda world: world.site + world.letters["queued"].withdrawal_path)
at("erase", lambda world: world.site + world.letters["queued"].erasure_path)
at("frame", lambda world: world.site + address_of(world.pages["open"]))
at("frame, thank-you", lambda world: world.site + address_of(world.pages["open"], "embed_thank_you"))
at("frame, closed", lambda world: world.site + address_of(world.pages["closed"]))
for word in ("scheduled", "closed", "won", "paused"):
    at(word, lambda world, word=word: world.page(word))
at("not found", lambda world: world.at("nothing/"))
at("campaigns", lambda world: world.page("open", "../"))
at("home page", lambda world: world.at(""))
at("content page", lambda world: world.at({"en": "about-us/", "fr": "a-propos/"}[world.language]))


@state
def warning_opened(tab: Page, world: World) -> None:
    tab.goto(world.page("hiding"))
    tab.locator("[data-show-covered]").click()
    expect(tab.locator("details:not([open])[data-cover]")).to_have_count(0)


def fill_in(tab: Page, world: World, name: str = "open", **others: str) -> None:
    """The form in the page, with these `others` among the answers."""
    tab.goto(world.page(name))
    answers = {"first_name": "Anne", "last_name": "Lévesque", "email": "anne@example.org", "postal_code": "K1A 0A6"}
    for field, answer in (answers | others).items():
        tab.locator(f"[name={field}]").fill(answer)


def send(tab: Page) -> None:
    tab.locator("[data-send]").click()
    tab.wait_for_url("**/write/*/")


@state
def nothing_filled_in(tab: Page, world: World) -> None:
    tab.goto(world.page("asking"))
    tab.locator("[name=subject]").fill("")
    tab.locator("[name=message]").fill("")
    send(tab)


@state
def wrong_email(tab: Page, world: World) -> None:
    fill_in(tab, world, email="anne at home")
    send(tab)


@state
def wrong_postal_code(tab: Page, world: World) -> None:
    fill_in(tab, world, postal_code="K1A OA6")
    send(tab)


@state
def letter_changed(tab: Page, world: World) -> None:
    fill_in(tab, world)
    tab.locator("[name=letter_version]").evaluate("field => field.value = 'an older one'")
    send(tab)


@state
def message_too_long(tab: Page, world: World) -> None:
    fill_in(tab, world, message="x " * 6_000)
    send(tab)


@state
def riding_chooser(tab: Page, world: World) -> None:
    fill_in(tab, world, postal_code=UNKNOWN)
    send(tab)


@state
def two_ridings(tab: Page, world: World) -> None:
    fill_in(tab, world, postal_code=TWO_RIDINGS)
    send(tab)


@state
def member_found(tab: Page, world: World) -> None:
    """With the hint about the e-mail address, and the other ridings unfolded."""
    fill_in(tab, world, email="anne@gamil.com")
    tab.locator("[data-recipients] summary").click()
    expect(tab.locator("[data-address-hint] button")).to_be_visible()


@state
def two_ridings_beside_the_form(tab: Page, world: World) -> None:
    fill_in(tab, world, postal_code=TWO_RIDINGS)
    expect(tab.locator("[data-recipients] select")).to_be_visible()


@state
def look_first(tab: Page, world: World) -> None:
    fill_in(tab, world, email="anne@gamil.com")
    tab.locator("[name=preview]").click()
    tab.wait_for_url("**/write/*/")


@state
def change(tab: Page, world: World) -> None:
    """What was looked at, to be changed."""
    look_first(tab, world)
    tab.locator("[name=change]").click()
    expect(tab.locator("[name=first_name]")).to_be_visible()


@state
def line_broken(tab: Page, world: World) -> None:
    fill_in(tab, world)
    tab.route("**/write/*/", lambda route: route.abort())
    tab.locator("[data-send]").click()
    expect(tab.locator("[data-trouble]")).not_to_be_empty()
    tab.unroute("**/write/*/")


@state
def wrong_Mastodon_server(tab: Page, world: World) -> None:  # noqa: N802 (as people write it)
    tab.goto(world.site + world.pages["open"].thank_you_url)
    tab.locator(".share__server summary").click()
    tab.locator("[name=server]").fill("no server")
    tab.locator(".share__server button").click()
    expect(tab.locator("[name=server]")).to_have_attribute("aria-invalid", "true")


@state
def letter_to_an_ended_campaign(tab: Page, world: World) -> None:
    """Posted from a page that was opened before."""
    fill_in(tab, world)
    action = f"/{world.language}/write/{world.pages['closed'].pk}/"
    tab.locator("[data-letter-form]").evaluate("(form, action) => form.action = action", action)
    send(tab)


@state
def server_broken(tab: Page, world: World) -> None:
    """What Django answers when the code fails."""
    answer = server_error(RequestFactory().get("/"))
    tab.route("**/broken/", lambda route: route.fulfill(status=500, body=answer.content.decode()))
    tab.goto(world.at("broken/"))
    tab.unroute("**/broken/")

"""Every answer that the public can get carries its security headers: pages, errors, redirections, files, data."""

import shutil

import pytest
from django.conf import settings as site_settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import get_resolver, reverse
from wagtail.models import Collection

from campaigns import embed
from campaigns.models import Letter, ReviewLink
from cms.models import SiteDocument

pytestmark = pytest.mark.django_db

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
WALKED = {  # the names of all addresses outside the admin: one that is added has to be walked here too
    *("alive", "ready", "theme", "sitemap", "robots", "embed", "embed_thank_you", "write_letter", "renew_stamp"),
    *("find_recipients", "share_on_mastodon", "receipt", "withdraw_letter", "erase_letter", "download_letter"),
    *("deny_letter", "letter_denied", "confirm_letter", "review", "review_page"),
    *("inbox", "inbox_mail", "wagtail_serve", "wagtaildocs_serve", "campaign_count", "metrics"),
}
NOT_FOR_EVERYBODY = {"wagtaildocs_authenticate_with_password", "wagtailcore_authenticate_with_password"}
NOT_FOR_EVERYBODY |= {"wagtailcore_login", "front_login"}


@pytest.fixture
def document(db) -> SiteDocument:
    Collection.get_first_root_node() or Collection.add_root(name="Root")
    return SiteDocument.objects.create(title="Report", file=ContentFile(b"<svg onload=alert(1)>", name="report.pdf"))


@pytest.fixture
def answers_of_all_kinds(client, page, send, document) -> dict:
    """The answers by address: each named address of the public once, and what goes wrong."""
    sent = send()
    letter, link, token = Letter.objects.get(), ReviewLink.objects.create(key=page.key), "no-token"
    get = [page.url, page.thank_you_url, "/", "/en/", "/en/nowhere/", "/healthz", "/readyz", "/metrics"]
    get += ["/sitemap.xml", "/robots.txt", embed.address_of(page), embed.address_of(page, "embed_thank_you")]
    get += [letter.denial_path, reverse("letter_denied")]
    get += [letter.receipt_path, letter.withdrawal_path, letter.erasure_path, letter.confirmation_path]
    get += [letter.download_path, f"/en/write/{page.pk}/", "/theme-aabbcc.css", "/static/cms/site.css", "/inbox/"]
    get += [reverse("review", args=[link.token]), reverse("review", args=[token]), document.url, "/documents/9/a/"]
    get += [
        reverse("review_page", args=[link.token, page.pk, "page"]),
        reverse("campaign_count", args=[page.key]),
        "/api/v1/x",
    ]
    get += [f"/en/write/{page.pk}/stamp/", reverse("campaign_count", args=[page.key])]
    get += ["/admin/", "/admin/login/", "/media/nothing.jpg", "/inbox/1/", "/anymail/postmark/tracking/"]
    own = f"/en/write/{page.pk}/"
    post = [own, f"{own}stamp/", f"{own}recipients/", f"/en/share/{page.pk}/mastodon/", "/en/write/9/", page.url]
    answers = {f"GET {path}": client.get(path) for path in get} | {f"POST {path}": client.post(path) for path in post}
    answers["sent"] = sent
    answers["foreign"] = client.post(own, headers={"Origin": "https://evil.example"})
    answers["bad host"] = client.get("/en/", headers={"Host": "evil.example"})
    return answers


def test_every_answer_carries_the_headers(answers_of_all_kinds):
    assert {answer.status_code for answer in answers_of_all_kinds.values()} >= {200, 302, 303, 400, 403, 404, 405, 422}
    for address, answer in answers_of_all_kinds.items():
        assert {name: answer.get(name) for name in ALWAYS} == ALWAYS | (
            {"Referrer-Policy": "no-referrer"} if "/review/" in address and answer.status_code == 200 else {}
        ), address
        assert "camera=()" in answer["Permissions-Policy"], address
        policy = answer["Content-Security-Policy"]
        for directive in ("default-src 'none'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"):
            assert directive in policy, address
        assert ("unsafe" in policy) == ("/admin/" in address), address


def test_the_policy_of_a_page_is_as_strict_as_it_says(client, page):
    given = client.get(page.url)["Content-Security-Policy"].split("; ")
    assert set(given) == {
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    }
    assert "form-action 'self' https:" in client.get(page.thank_you_url)["Content-Security-Policy"]


def test_no_public_address_is_forgotten_here():
    names = {name for name in named(get_resolver()) if not name.startswith("wagtailadmin")}
    assert names - NOT_FOR_EVERYBODY - WALKED == set()


def named(resolver, path: str = "") -> set[str]:
    """All names outside the admin and the webhooks."""
    found = set()
    for pattern in resolver.url_patterns:
        route = path + str(pattern.pattern)
        if route.startswith(("admin/", "anymail/")):
            continue
        if hasattr(pattern, "url_patterns"):
            found |= named(pattern, route)
        elif pattern.name:
            found.add(pattern.name)
    return found


def test_an_error_of_ours_keeps_its_headers(client, page, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr("campaigns.models.CampaignPage.get_context", fail)
    answer = Client(raise_request_exception=False).get(page.url)
    assert answer.status_code == 500
    assert "script-src 'self'" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_over_https_a_browser_is_told_to_stay_there(client, home, settings):
    settings.SECURE_HSTS_SECONDS, settings.SECURE_SSL_REDIRECT = 31_536_000, True
    strict = Client()
    assert strict.get("/en/", secure=True)["Strict-Transport-Security"].startswith("max-age=31536000")
    redirect = strict.get("/en/")
    assert (redirect.status_code, redirect["Location"]) == (301, "https://testserver/en/")
    assert "default-src 'none'" in redirect["Content-Security-Policy"]


def test_a_view_may_say_who_frames_it(rf):
    from csp.decorators import csp_replace
    from django.http import HttpResponse
    from django.middleware.clickjacking import XFrameOptionsMiddleware
    from django.views.decorators.clickjacking import xframe_options_exempt

    from cms.policy import PolicyMiddleware

    @csp_replace({"frame-ancestors": ["https://partner.example"]})
    @xframe_options_exempt
    def embed(request):
        return HttpResponse()

    answer = PolicyMiddleware(XFrameOptionsMiddleware(embed))(rf.get("/embed/"))
    assert "frame-ancestors https://partner.example" in answer["Content-Security-Policy"]
    assert "X-Frame-Options" not in answer


# What staff upload


def test_a_document_is_saved_and_never_runs(client, document):
    answer = client.get(document.url)
    assert answer["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer["Content-Security-Policy"].split("; ")
    assert "script-src" not in answer["Content-Security-Policy"]


@pytest.mark.parametrize(
    "name", ["page.html", "page.xhtml", "drawing.svg", "page.pdf.html", "script.js", "a.xml", "noname"]
)
def test_what_a_browser_would_run_is_no_document(admin_client, db, name):
    file = SimpleUploadedFile(name, b"<script>alert(1)</script>")
    answer = admin_client.post(reverse("wagtaildocs:add"), {"title": "A", "file": file})
    assert "extension" in str(answer.context["form"].errors["file"])
    assert not SiteDocument.objects.exists()


def test_a_document_has_a_size_that_it_may_not_pass(admin_client, monkeypatch, settings):
    settings.WAGTAILDOCS_MAX_UPLOAD_SIZE = 10
    file = SimpleUploadedFile("report.txt", b"Eleven bytes")
    answer = admin_client.post(reverse("wagtaildocs:add"), {"title": "A", "file": file})
    assert "too big" in str(answer.context["form"].errors["file"])


def test_a_drawing_with_scripts_is_no_picture(admin_client):
    file = SimpleUploadedFile("drawing.svg", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>')
    answer = admin_client.post(reverse("wagtailimages:add"), {"title": "A", "file": file, "description": "A"})
    assert answer.context["form"].errors["file"]
    assert "svg" not in site_settings.WAGTAILIMAGES_EXTENSIONS


def test_a_file_among_the_media_is_nobodys_page(client):
    folder = site_settings.MEDIA_ROOT / "strange"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "drawing.svg").write_text("<svg/>")
    answer = client.get("/media/strange/drawing.svg")
    shutil.rmtree(folder)
    assert answer.status_code == 200
    assert "sandbox" in answer["Content-Security-Policy"].split("; ")

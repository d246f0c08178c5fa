"""Pages live under their language; what machines ask for (health, counts) has no language."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib.sitemaps.views import sitemap
from django.http import HttpRequest, HttpResponseBase
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from cms import health
from cms.api import not_found
from cms.sitemap import PublicPages, robots
from cms.theme import theme


def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """Anyone may see uploaded pictures. The folder is asked for each time: settings may change after this is read."""
    return serve(request, path, document_root=settings.MEDIA_ROOT)


urlpatterns = [
    path("healthz", health.alive, name="alive"),
    path("readyz", health.ready, name="ready"),
    path("", include("campaigns.metrics_urls")),
    re_path(r"^theme-(?P<accent>[0-9a-f]{6})\.css$", theme, name="theme"),
    path("sitemap.xml", sitemap, {"sitemaps": {"pages": PublicPages}}, name="sitemap"),
    path("robots.txt", robots, name="robots"),
    path("admin/", include("cms.sign_in.urls")),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("api/v1/", include("campaigns.api_urls")),
    re_path("^api/", not_found),
    path("anymail/", include("campaigns.webhook_urls")),
    path("embed/", include("campaigns.embed_urls")),
]
if settings.SERVE_MEDIA:
    urlpatterns.append(re_path("^media/documents/", not_found))  # /documents/ asks who may read each of them
    urlpatterns.append(re_path(r"^media/(?P<path>.*)$", media))
if settings.DEMO_INBOX:
    urlpatterns.append(path("inbox/", include("home.urls")))
urlpatterns += i18n_patterns(
    path("", include("campaigns.urls")),
    path(
        "_util/login/", RedirectView.as_view(pattern_name="wagtailadmin_login", query_string=True), name="front_login"
    ),
    path("", include(wagtail_urls)),
)

from django.urls import include, path
from wagtail import urls as wagtail_urls

from tests.bench.anchors.views import hello, sign

urlpatterns = [path("hello/", hello), path("sign/", sign), path("en/", include(wagtail_urls))]

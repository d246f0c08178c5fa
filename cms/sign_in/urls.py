"""Below /admin/: in place of Wagtail's own login, which asks for a password alone."""

from allauth.account.views import reauthenticate
from django.urls import include, path

from cms.sign_in import views

urlpatterns = [
    path("login/", views.SignIn.as_view(), name="account_login"),
    path("login/again/", reauthenticate, name="account_reauthenticate"),
    path("password_reset/", views.ForgottenPassword.as_view(), name="account_reset_password"),
    path("second-factor/", include("allauth.mfa.urls")),
]

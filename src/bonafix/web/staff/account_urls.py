"""Addresses of log-in. Only what staff need: accounts are made and closed by administrators,
so nothing here signs up, sends mail or resets a password."""

from allauth.account import views as account
from django.urls import include, path
from django.views.generic import RedirectView

urlpatterns = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    # Who comes by an identity provider has no password here; the library would have one set.
    path(
        "password/set/",
        RedirectView.as_view(pattern_name="mfa_index"),
        name="account_set_password",
    ),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("2fa/", include("allauth.mfa.urls")),
    path("", include("allauth.socialaccount.providers.openid_connect.urls")),
    path("3rdparty/", include("allauth.socialaccount.urls")),
]

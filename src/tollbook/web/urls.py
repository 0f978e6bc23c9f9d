"""Every page there is. What is not here nobody can reach; what is here stands in the access matrix of the tests."""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from django.contrib.auth.decorators import login_not_required
from django.urls import path
from django.views.i18n import set_language

from tollbook.web.views import asking, figures, home

#: The pages of a person's own account, and the door.
DOOR = [
    path("login/", login_not_required(account.login), name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("login/inactive/", login_not_required(account.account_inactive), name="account_inactive"),
    path("login/second/", login_not_required(mfa.authenticate), name="mfa_authenticate"),
    path("login/again/", account.reauthenticate, name="account_reauthenticate"),
    path("login/again/second/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("language/", login_not_required(set_language), name="set_language"),
    path("account/", home.account, name="account"),
    path("account/password/", account.password_change, name="account_change_password"),
    path("account/second/", totp.activate_totp, name="mfa_activate_totp"),
    path("account/second/off/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("account/second/codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("account/second/codes/new/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("account/second/", home.account, name="mfa_index"),
]

urlpatterns = [
    path("", home.home, name="home"),
    path("ask/", asking.ask, name="ask"),
    path("map/", figures.map_, name="map"),
    path("timeline/", figures.timeline, name="timeline"),
    path("situation/", figures.situation, name="situation"),
    path("situation/release/", figures.release, name="situation-release"),
    *DOOR,
]

handler400 = "tollbook.web.views.errors.bad"
handler403 = "tollbook.web.views.errors.denied"
handler404 = "tollbook.web.views.errors.missing"
handler500 = "tollbook.web.views.errors.failed"

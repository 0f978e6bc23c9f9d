"""Every page there is. What is not here nobody can reach; what is here stands in the access matrix of the tests."""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from django.contrib.auth.decorators import login_not_required
from django.urls import path, register_converter
from django.urls.converters import StringConverter
from django.views.i18n import set_language

from tollbook.web.api import operations
from tollbook.web.views import asking, figures, home, inbox, incidents, lists, people, report, review


class Verdict(StringConverter):
    """What can be decided on a proposal, or that it is taken back."""

    regex = "accepted|distinct|rejected|undo"


register_converter(Verdict, "verdict")

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
    path("account/second/on/", totp.activate_totp, name="mfa_activate_totp"),
    path("account/second/off/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("account/second/codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("account/second/codes/new/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("account/second/", home.account, name="mfa_index"),
    path("account/keys/", people.keys, name="keys"),
    path("account/keys/docs/", people.api_docs, name="keys-docs"),
    path("account/keys/add/", people.add_key, name="keys-add"),
    path("account/keys/<int:number>/end/", people.end_key, name="keys-end"),
]

urlpatterns = [
    path("api/", operations.api.urls),
    path("", home.home, name="home"),
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/upload/", inbox.upload, name="inbox-upload"),
    path("reports/<int:number>/", report.report, name="report"),
    path("reports/<int:number>/original/", report.original, name="report-original"),
    path("reports/<int:number>/beside/", report.beside, name="report-beside"),
    path("reports/<int:number>/pages/<int:which>/", report.page, name="report-page"),
    path("reports/<int:number>/claims/", report.add, name="report-add"),
    path("reports/<int:number>/amend/", report.amend, name="report-amend"),
    path("reports/<int:number>/withdraw/", report.withdraw, name="report-withdraw"),
    path("reports/<int:number>/remove/", report.remove, name="report-remove"),
    path("reports/<int:number>/keep/", report.keep, name="report-keep"),
    path("reports/<int:number>/close/", report.close, name="report-close"),
    path("review/", review.review, name="review"),
    path("review/<slug:name>/", review.claim, name="review-claim"),
    path("review/<slug:name>/accept/", review.accept, name="review-accept"),
    path("review/<slug:name>/reject/", review.reject, name="review-reject"),
    path("review/<slug:name>/correct/", review.correct, name="review-correct"),
    path("review/<slug:name>/undo/", review.undo, name="review-undo"),
    path("incidents/", incidents.incidents, name="incidents"),
    path("incidents/look/", incidents.look, name="incidents-look"),
    path("incidents/<int:number>/", incidents.incident, name="incidents-one"),
    path("incidents/<int:number>/effect/", incidents.effect, name="incidents-effect"),
    path("incidents/<int:number>/<verdict:verdict>/", incidents.decide, name="incidents-decide"),
    path("ask/", asking.ask, name="ask"),
    path("map/", figures.map_, name="map"),
    path("timeline/", figures.timeline, name="timeline"),
    path("situation/", figures.situation, name="situation"),
    path("situation/release/", figures.release, name="situation-release"),
    path("sources/", lists.sources, name="sources"),
    path("places/", lists.places, name="places"),
    path("places/add/", lists.add_places, name="places-add"),
    path("people/", people.people, name="people"),
    path("people/add/", people.add, name="people-add"),
    path("people/<str:name>/", people.change, name="people-change"),
    path("log/", lists.log, name="log"),
    path("log/checkpoint/", lists.checkpoint, name="log-checkpoint"),
    path("log/sign/", lists.sign, name="log-sign"),
    *DOOR,
]

handler400 = "tollbook.web.views.errors.bad"
handler403 = "tollbook.web.views.errors.denied"
handler404 = "tollbook.web.views.errors.missing"
handler500 = "tollbook.web.views.errors.failed"

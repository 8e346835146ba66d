"""Addresses of the staff's pages."""

from django.urls import include, path

from bonafix.web.staff import (
    board,
    case,
    day,
    evidence,
    exports,
    home,
    imports,
    overview,
    passes,
    person,
    policy,
    queue,
)

urlpatterns = [
    path("", home.home, name="staff-home"),
    path("account/", include("bonafix.web.staff.account_urls")),
    path("queue/", queue.queue, name="staff-queue"),
    path("cases/<str:number>/", case.show, name="staff-case"),
    path("cases/<str:number>/do/<str:verb>/", case.act, name="staff-case-act"),
    path("cases/<str:number>/evidence/", evidence.evidence, name="staff-evidence"),
    path("cases/<str:number>/unmask/", case.unmask_customer, name="staff-unmask"),
    path("cases/<str:number>/data/", person.data, name="staff-person-data"),
    path("cases/<str:number>/erase/", person.forget, name="staff-person-erase"),
    path("board/", board.board, name="staff-board"),
    path("day/", day.day, name="staff-day"),
    path("day/<str:number>/pass/", passes.own, name="staff-pass"),
    path("day/<str:number>/phone/", day.call, name="staff-call"),
    path("day/<str:number>/<str:verb>/", day.step, name="staff-step"),
    path("imports/", imports.imports, name="staff-imports"),
    path("imports/take/", imports.take, name="staff-import-take"),
    path("imports/blank/<str:kind>.<str:form>", imports.blank, name="staff-import-blank"),
    path("imports/<uuid:pk>/", imports.one, name="staff-import"),
    path("imports/<uuid:pk>/progress/", imports.progress, name="staff-import-progress"),
    path("imports/<uuid:pk>/approve/", imports.approve, name="staff-import-approve"),
    path("imports/<uuid:pk>/let-go/", imports.let_go, name="staff-import-let-go"),
    path("imports/<uuid:pk>/rejected.<str:form>", imports.unusable, name="staff-import-unusable"),
    path("exports/", exports.exports, name="staff-exports"),
    path("exports/ask/", exports.ask, name="staff-export-ask"),
    path("exports/party/", exports.of_party, name="staff-export-party"),
    path("exports/<uuid:pk>/", exports.fetch, name="staff-export-fetch"),
    path("policy/", policy.policy, name="staff-policy"),
    path("overview/", overview.overview, name="staff-overview"),
]

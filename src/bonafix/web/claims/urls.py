"""Addresses of the claims' pages."""

from django.urls import path

from bonafix.web.claims import (
    blind,
    buyer,
    conduct,
    desk,
    giving,
    hooks,
    law,
    lists,
    policy,
    regulator,
    start,
)

public = [
    path("o/<str:key>/", start.start, name="order-claim"),
    path("c/<str:token>/", buyer.show, name="claim"),
    path("c/<str:token>/give/", giving.give, name="claim-give"),
    path("c/<str:token>/capture/", giving.capture, name="claim-capture"),
    path("c/<str:token>/do/<str:verb>/", buyer.do, name="claim-do"),
    path("c/<str:token>/picture/<uuid:shot>/", buyer.picture, name="claim-picture"),
    path("rules/", policy.rules, name="claim-rules"),
]
staff = [
    path("claims/", lists.claims, name="staff-claims"),
    path("claims/bulk/", lists.bulk, name="staff-claims-bulk"),
    path("claims/standing/", lists.standing, name="staff-claims-standing"),
    path("claims/webhooks/", hooks.hooks, name="staff-claims-hooks"),
    path("claims/webhooks/add/", hooks.add, name="staff-claims-hooks-add"),
    path("claims/webhooks/<uuid:pk>/<str:deed>/", hooks.do, name="staff-claims-hook"),
    path("claims/policy/", policy.policy, name="staff-claims-policy"),
    path("claims/regulator/", regulator.show, name="staff-claims-regulator"),
    path("claims/agreement/", blind.figures, name="staff-claims-agreement"),
    path("claims/blind/", blind.waiting, name="staff-claims-blind"),
    path("claims/blind/<uuid:pk>/", blind.one, name="staff-claims-blind-one"),
    path(
        "claims/blind/<uuid:pk>/picture/<uuid:shot>/",
        blind.picture,
        name="staff-claims-blind-picture",
    ),
    path("claims/<str:number>/", desk.show, name="staff-claim"),
    path("claims/<str:number>/do/<str:verb>/", desk.act, name="staff-claim-act"),
    path("claims/<str:number>/conduct/", conduct.show, name="staff-claim-conduct"),
    path("claims/<str:number>/conduct/<str:verb>/", conduct.act, name="staff-claim-conduct-act"),
    path("claims/<str:number>/law/", law.show, name="staff-claim-law"),
    path("claims/<str:number>/law/sent/", law.sent, name="staff-claim-law-sent"),
    path("claims/<str:number>/law/<str:verb>.txt", law.draft, name="staff-claim-law-draft"),
    path("claims/<str:number>/picture/<uuid:shot>/", desk.picture, name="staff-claim-picture"),
]

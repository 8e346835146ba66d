"""Addresses of the claims' pages."""

from django.urls import path

from bonafix.web.claims import buyer, desk, hooks, lists, policy

public = [
    path("o/<str:key>/", buyer.start, name="order-claim"),
    path("c/<str:token>/", buyer.show, name="claim"),
    path("c/<str:token>/give/", buyer.give, name="claim-give"),
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
    path("claims/<str:number>/", desk.show, name="staff-claim"),
    path("claims/<str:number>/do/<str:verb>/", desk.act, name="staff-claim-act"),
    path("claims/<str:number>/picture/<uuid:shot>/", desk.picture, name="staff-claim-picture"),
]

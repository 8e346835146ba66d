"""Addresses of the public pages. Nothing personal stands in any of them."""

from django.urls import path, re_path

from bonafix.web.customer import (
    again,
    answering,
    contact,
    own,
    passes,
    service,
    start,
    tracking,
    where,
)
from bonafix.web.customer.report import views as report

urlpatterns = [
    path("", start.home, name="home"),
    path("follow/", start.follow, name="follow"),
    path("follow/code/", start.follow_code, name="follow-code"),
    path("report/", report.start, name="report"),
    re_path(
        r"^report/(?P<draft_id>[\w-]{1,24})/(?P<step>product|fault|place|time|contact|send)/$",
        report.question,
        name="report-step",
    ),
    path("t/<str:token>/", tracking.track, name="track"),
    path("t/<str:token>/part/", tracking.part, name="track-part"),
    path("t/<str:token>/live", tracking.events, name="track-live"),
    path("t/<str:token>/voucher/", tracking.voucher, name="track-voucher"),
    path("t/<str:token>/time/", answering.other_time, name="track-time"),
    path("t/<str:token>/again/", again.again, name="track-again"),
    path("t/<str:token>/cancel/", answering.ask_cancel, name="track-cancel"),
    path("t/<str:token>/contact/", contact.contact, name="track-contact"),
    path("t/<str:token>/data/", own.own, name="track-data"),
    path("t/<str:token>/do/<str:verb>/", answering.do, name="track-do"),
    path("service/", service.service, name="service"),
    path("service/where/", where.where, name="where"),
    path("check/", service.check, name="check"),
    path("pass/<str:text>/", passes.show, name="pass"),
    path("keys/", service.keys, name="keys"),
    path("keys.json", service.keys_json, name="keys-json"),
    path("anchors.json", service.anchors_json, name="anchors-json"),
]

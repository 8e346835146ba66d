"""Addresses of the pages."""

from django.urls import include, path

from bonafix.web.claims import urls as claims
from bonafix.web.evidence import tus

urlpatterns = [
    path("", include("bonafix.web.look.urls")),
    path("", include("bonafix.web.customer.urls")),
    path("e/<str:ask>/", include("bonafix.web.evidence.urls")),
    path("uploads/<str:upload>/", tus.door, name="upload-door"),
    path("", include(claims.public)),
    path("staff/", include(claims.staff)),
    path("staff/", include("bonafix.web.merchant.urls")),
    path("staff/", include("bonafix.web.staff.urls")),
]

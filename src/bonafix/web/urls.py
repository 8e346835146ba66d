"""Addresses of the pages."""

from django.urls import include, path

urlpatterns = [
    path("", include("bonafix.web.look.urls")),
    path("", include("bonafix.web.customer.urls")),
    path("e/<str:ask>/", include("bonafix.web.evidence.urls")),
    path("staff/", include("bonafix.web.staff.urls")),
]

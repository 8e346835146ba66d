"""Addresses of the pages of an ask; the first part is its link, which is a secret."""

from django.urls import path

from bonafix.web.evidence import tus

urlpatterns = [
    path("uploads/", tus.collection, name="evidence-uploads"),
    path("uploads/<uuid:pk>/", tus.piece, name="evidence-upload"),
]

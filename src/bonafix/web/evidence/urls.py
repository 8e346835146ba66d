"""Addresses of the pages of an ask; the first part is its link, which is a secret."""

from django.urls import path

from bonafix.web.evidence import page, tus

urlpatterns = [
    path("", page.page, name="evidence-page"),
    path("part/", page.part, name="evidence-part"),
    path("card/", page.card, name="evidence-card"),
    path("say/", page.say, name="evidence-say"),
    path("keep/<uuid:pk>/", page.keep_it, name="evidence-keep"),
    path("uploads/", tus.collection, name="evidence-uploads"),
    path("uploads/<uuid:pk>/", tus.piece, name="evidence-upload"),
]

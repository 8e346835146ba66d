"""The API of other people's tools."""

from ninja import NinjaAPI
from ninja.renderers import JSONRenderer

from bonafix.api import (
    bundles,
    claims,
    contacts,
    goods,
    hooks,
    inspections,
    labels,
    outlets,
    problems,
    recordings,
    repairs,
    visits,
)
from bonafix.api.idempotency import on_every_post


class Readable(JSONRenderer):
    """Chinese stays Chinese on the wire."""

    json_dumps_params = {"ensure_ascii": False}  # noqa: RUF012 - the library's own shape


api = NinjaAPI(
    renderer=Readable(),
    title="Bonafix 诚修",
    version="1",
    description=(
        "After-sales service on the record. Send `Authorization: Bearer KEY`,"
        " `Idempotency-Key` with every POST, and `Accept-Language: en` for English sentences."
        " An Idempotency-Key (at most 200 characters) belongs to its caller and route for 24"
        " hours: the same request gets the same answer, with `Idempotency-Replayed: true`, and"
        " is not done again; another body, or another case, gets 422 `key_used_differently`."
        " Refused requests are not kept. Without key and log-in, the caller is the address."
    ),
    urls_namespace="api",
    openapi_url="/openapi.json",
    docs_url=None,
)
problems.connect(api)
# Before the routes: it stands around every one of them.
api.add_decorator(on_every_post, mode="view")
api.add_router("/repairs", repairs.router)
api.add_router("/visits", visits.router)
api.add_router("/repairs", recordings.router)
api.add_router("/repairs", contacts.router)
api.add_router("/visits", recordings.visits)
api.add_router("/outlets", outlets.router)
api.add_router("/inspections", inspections.router)
api.add_router("/claims", claims.router)
api.add_router("/orders", claims.orders)
api.add_router("/webhooks", hooks.router)
api.add_router("/packings", goods.packings)
api.add_router("/references", goods.references)
api.add_router("/bundles", bundles.router)
api.add_router("/providers", labels.providers)
api.add_router("/labels", labels.labels)

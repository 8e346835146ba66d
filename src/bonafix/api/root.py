"""The API of other people's tools."""

from ninja import NinjaAPI

from bonafix.api import claims, problems, repairs, visits

api = NinjaAPI(
    title="Bonafix 诚修",
    version="1",
    description=(
        "After-sales service on the record. Send `Authorization: Bearer KEY`,"
        " `Idempotency-Key` with every POST, and `Accept-Language: en` for English sentences."
    ),
    urls_namespace="api",
    openapi_url="/openapi.json",
    docs_url=None,
)
problems.connect(api)
api.add_router("/repairs", repairs.router)
api.add_router("/visits", visits.router)
api.add_router("/claims", claims.router)
api.add_router("/orders", claims.orders)

"""Which operator answers at a host name, and under which address people reach an operator."""

from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db.models import Q, Subquery
from django.http.request import split_domain_port, validate_host

from bonafix.operators.models import Host, Operator


def operator_at(host: str) -> Operator | None:
    """The operator of a host name as a browser sends it, with or without port; or None.

    A host that no operator has named belongs to the operator that was founded first, if it is
    one of this installation's own: its public address, or the only operator's.
    """
    domain = split_domain_port(host)[0]
    named = Host.objects.select_related("operator").filter(domain=domain).first()
    if named is not None:
        return named.operator
    if not validate_host(domain, settings.OWN_HOSTS):
        return None
    first = list(Operator.objects.order_by("created_at", "id")[:2])
    alone = len(first) == 1 or domain == _own_host()
    return first[0] if first and alone else None


def public_url(operator_id: UUID) -> str:
    """Where people reach this operator: `https://fix.example.cn`, without a path.

    Its own host name, with the scheme and port of this installation's public address.
    """
    own = _own_host()
    first = Operator.objects.order_by("created_at", "id").values("id")[:1]
    known = list(
        Host.objects.filter(Q(operator_id=operator_id) | Q(domain=own))
        .annotate(founded_first=Subquery(first))
        .order_by("domain")
    )
    owners = {host.domain: host.operator_id for host in known}
    mine = [domain for domain, owner in owners.items() if owner == operator_id]
    if owners.get(own) == operator_id or not mine:
        return str(settings.PUBLIC_URL)
    if own not in owners and known[0].founded_first == operator_id:
        return str(settings.PUBLIC_URL)
    public = urlsplit(settings.PUBLIC_URL)
    return f"{public.scheme}://{mine[0]}" + (f":{public.port}" if public.port else "")


def _own_host() -> str:
    return split_domain_port(urlsplit(settings.PUBLIC_URL).netloc)[0]

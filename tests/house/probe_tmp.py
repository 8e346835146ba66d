from django.apps import apps
from bonafix.operators.tenancy import TenantModel, act_as
from bonafix.kit.clock import now
from tests.support.lives import lead
from tests.support.world import build
def test_x(operator):
    w = build(operator.id, now())
    lead(w, "guaranteed"); lead(w,"waiting",1); lead(w,"quoted",2)
    from bonafix.ledger.anchors import anchor_operator
    anchor_operator(operator.id, now())
    for m in apps.get_models():
        if issubclass(m, TenantModel): print(m._meta.label, m._default_manager.count())
    from django.db import connection
    with connection.cursor() as c:
        c.execute("select relname, relkind from pg_class join pg_namespace n on n.oid=relnamespace where nspname='public' and relkind in ('r','p') and relrowsecurity order by 1"); print(c.fetchall())

"""A bundle by API: the masked one for the desk, the full one named and for a manager."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.test import Client, override_settings

from bonafix.cli.main import main
from bonafix.evidence.actions import build_bundle
from bonafix.evidence.models import Bundle
from bonafix.kit.clock import now
from tests.support.desk import logged_in
from tests.support.world import build

KIND = {"content_type": "application/json"}
RELEASE = {"edition": "full", "to": "景洪市人民法院", "by": "周经理", "reason": "法院调取"}


@pytest.fixture
def made(operator: Any, tmp_path: Path) -> Any:
    with override_settings(FILES_ROOT=tmp_path / "files"):
        world = build(operator.id, now())
        yield world, world.report(1).case


def ask(client: Client, case: Any, **more: str) -> Any:
    return client.post("/api/v1/bundles", {"case": case.number, **more}, **KIND)


def test_the_desk_asks_for_a_masked_bundle_waits_for_it_and_it_verifies(
    made: Any, tmp_path: Path
) -> None:
    world, case = made
    client = logged_in(world, "agent")
    asked = ask(client, case)
    assert asked.status_code == 202, asked.content
    told = asked.json()
    assert (told["status"], told["edition"]) == ("asked", "masked")
    assert client.get(f"/api/v1/bundles/{told['id']}/file").status_code == 404
    build_bundle(world.operator_id, now(), Bundle.objects.get().id)
    assert client.get(f"/api/v1/bundles/{told['id']}").json()["status"] == "ready"
    assert [one["id"] for one in client.get(f"/api/v1/bundles?case={case.number}").json()] == [
        told["id"]
    ]
    taken = client.get(f"/api/v1/bundles/{told['id']}/file")
    content = b"".join(taken.streaming_content)  # type: ignore[attr-defined]
    assert "manifest.json" in zipfile.ZipFile(io.BytesIO(content)).namelist()
    (tmp_path / "f.zip").write_bytes(content)
    assert main(["verify", str(tmp_path / "f.zip"), "--key", told["public_key"]]) == 0


def test_a_full_bundle_is_a_managers_and_names_all_three(made: Any) -> None:
    world, case = made
    agent, manager = logged_in(world, "agent"), logged_in(world, "manager")
    assert ask(agent, case, **RELEASE).status_code == 403
    for missing in ("to", "by", "reason"):
        refused = ask(manager, case, **{**RELEASE, missing: ""})
        assert refused.status_code == 422 and refused.json()["code"] == "release_unnamed"
    assert ask(manager, case, edition="half").status_code == 422
    assert not Bundle.objects.exists()
    told = ask(manager, case, **RELEASE).json()
    build_bundle(world.operator_id, now(), Bundle.objects.get().id)
    for path in ("", "/file"):
        assert agent.get(f"/api/v1/bundles/{told['id']}{path}").status_code == 403
    taken = manager.get(f"/api/v1/bundles/{told['id']}/file")
    assert taken.status_code == 200
    assert b"".join(taken.streaming_content)  # type: ignore[attr-defined]
    page = agent.get(f"/staff/cases/{case.number}/evidence/").content.decode()
    assert "?bundle=" not in page and 'value="full"' not in page


def test_strangers_learn_nothing_of_a_bundle(made: Any) -> None:
    world, case = made
    told = ask(logged_in(world, "manager"), case).json()
    outside = logged_in(world, "technician", world.technicians[0])
    assert ask(outside, case).status_code == 404
    assert outside.get(f"/api/v1/bundles/{told['id']}").status_code == 404
    assert outside.get(f"/api/v1/bundles?case={case.number}").status_code == 404
    assert Client(HTTP_HOST="lock.test").get(f"/api/v1/bundles/{told['id']}").status_code == 401
    assert Bundle.objects.count() == 1

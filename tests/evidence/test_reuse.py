"""A picture that was given before is shown to people; it holds nothing."""

from datetime import datetime
from uuid import uuid4

import cv2
import pytest

from bonafix.cases.models import Case
from bonafix.claims.actions.examining import examine_claim
from bonafix.claims.actions.pictures import add_picture, complete
from bonafix.claims.actions.reusing import SOURCE, reuse_findings, search_again
from bonafix.claims.models import Examination, Shot
from bonafix.deadlines.queries import is_waiting
from bonafix.evidence.reuse import index as memory
from bonafix.evidence.reuse.index import Given, search
from bonafix.evidence.reuse.models import PictureCode, PictureMatch
from bonafix.evidence.reuse.rebuild import rebuild
from bonafix.evidence.reuse.search import _reader, codes_of, find_again
from bonafix.examine.model import Picture
from bonafix.ledger.acts import begin
from bonafix.ledger.audit import audit_operator
from bonafix.ledger.models import Entry
from bonafix.operators.models import Operator
from bonafix.operators.tenancy import act_as
from bonafix.people.actions import add_organisation, add_person, erase
from bonafix.people.erasure import forget_derived
from bonafix.repairs.actions.duties import done
from bonafix.repairs.actions.pictures import take_file
from bonafix.repairs.actions.shown_again import search_photo
from bonafix.web.claims.again import add_again
from bonafix.web.claims.pictures import pairs_of
from tests.claims.test_pages import staff
from tests.conftest import found
from tests.examine_compare import scenes
from tests.support.claims import ClaimWorld, build_claims
from tests.support.lives import lead
from tests.support.world import build as build_world


def photo(seed: int, way: str = "plain") -> bytes:
    """One scene as a JPEG file: as taken, or forwarded small and cut."""
    seen = scenes.render(seed, seed)
    if way == "forwarded":
        seen = cv2.resize(seen[20:, 10:], None, fx=0.6, fy=0.6, interpolation=cv2.INTER_AREA)
    quality = 92 if way == "plain" else 70
    return bytes(cv2.imencode(".jpg", seen, [cv2.IMWRITE_JPEG_QUALITY, quality])[1])


@pytest.fixture
def world(operator: Operator, now: datetime) -> ClaimWorld:
    memory._memories.clear()
    return build_claims(operator.id, now)


def claimed(world: ClaimWorld, *pictures: bytes, whole: bool = False) -> Case:
    """A claim with these pictures that were searched for; `whole`: and examined."""
    case = world.open().case
    for slot, content in zip(("overview", "detail"), pictures, strict=True):
        add_picture(world.buyer(case.id), world.now, case.number, slot, content, False)
    complete(world.buyer(case.id), world.now, case.number)
    if whole:
        examine_claim(world.system, world.now, case.id)
    else:
        search_again(world.system, world.now, case.id)
    return case


def another_merchant(world: ClaimWorld) -> ClaimWorld:
    with begin(world.system, world.now) as act:
        merchant = add_organisation(act, title="别家杯子店", role="merchant")
        buyer = add_person(act, name="吴明", phone="+8613900002222")
    other = ClaimWorld(world.operator_id, world.now, merchant.id, buyer.id, world.reviewers)
    other.orders = 500
    return other


def kinds(case: Case) -> list[str]:
    rows = Examination.objects.filter(case_id=case.id).values_list("marks", flat=True)
    return [kind for marks in rows for kind, _strength in marks]


def test_a_photo_of_another_claim_is_a_finding_and_holds_nothing(world: ClaimWorld) -> None:
    first = claimed(world, photo(1), photo(2))
    second = claimed(world, photo(3), photo(1, "forwarded"), whole=True)
    (match,) = PictureMatch.objects.all()
    assert (match.case_id, match.other_case_id, match.way) == (second.id, first.id, "digital")
    assert kinds(second).count("reused") == 1
    assert world.claim(second).status == "answering"
    assert not Entry.objects.filter(stream_id=second.id, kind="claims.refused").exists()
    (finding,) = reuse_findings(world.claim(second), Shot.objects.get(file_id=match.file_id))
    assert dict(finding.params)["case"] == first.number
    search_again(world.system, world.now, second.id)
    assert PictureMatch.objects.count() == 1
    assert not audit_operator(world.operator_id).faults


def test_another_merchant_sees_that_and_not_whose(world: ClaimWorld) -> None:
    other = another_merchant(world)
    first = claimed(world, photo(1), photo(2))
    second = claimed(other, photo(3), photo(1))
    (match,) = PictureMatch.objects.all()
    assert match.way == "same_file"
    (finding,) = reuse_findings(other.claim(second), Shot.objects.get(file_id=match.file_id))
    assert first.number not in str(finding)
    for actor, seen in ((other.merchant, False), (world.reviewers[0], True)):
        pairs = add_again(actor, second.id, pairs_of(second.id))
        (shown,) = [one for pair in pairs for one in pair["again"]]
        assert bool(shown["seen"]) == seen
        assert shown["number"] == (first.number if seen else "")


def test_the_first_claim_shows_it_as_well(world: ClaimWorld) -> None:
    first = claimed(world, photo(1), photo(2))
    claimed(world, photo(1), photo(3))
    pairs = add_again(world.reviewers[0], first.id, pairs_of(first.id))
    assert sum(len(pair["again"]) for pair in pairs) == 1


def given(world: ClaimWorld, case: Case) -> list[Given]:
    rows = Shot.objects.filter(case_id=case.id).order_by("id")
    return [Given("claims", row.case_id, row.party_id, row.file_id) for row in rows]


def test_pictures_of_one_claim_are_not_held_against_each_other(world: ClaimWorld) -> None:
    claimed(world, photo(1), photo(1, "forwarded"))
    assert not PictureMatch.objects.exists()


def test_the_codes_go_with_the_person_also_from_memory(world: ClaimWorld) -> None:
    case = claimed(world, photo(1), photo(2))
    own = codes_of(_reader(), Picture("same", photo(1)))
    assert own is not None
    assert search("claims", own, 5)[0].distance < 100
    forget_derived(world.buyer_id)
    assert not PictureCode.objects.filter(case_id=case.id).exists()
    assert search("claims", own, 5) == []
    # A number is never given twice: what comes in afterwards is not overlooked.
    again = another_merchant(world)
    claimed(again, photo(1), photo(2))
    assert search("claims", own, 5)[0].distance < 100


def test_an_erased_person_leaves_no_code(world: ClaimWorld) -> None:
    case = claimed(world, photo(1), photo(2))
    from bonafix.claims.actions.buying import withdraw

    withdraw(world.buyer(case.id), world.now, case.number)
    erasure = erase(world.staff("manager"), world.now, world.buyer_id)
    assert erasure.status == "archived"
    assert not PictureCode.objects.exists()


def test_codes_can_be_made_anew(world: ClaimWorld) -> None:
    claimed(world, photo(1), photo(2))
    claimed(world, photo(3), photo(1, "forwarded"))
    before = {row.file_id: bytes(row.code) for row in PictureCode.objects.all()}
    PictureCode.objects.update(code=b"\x00" * 256)
    assert SOURCE.series == "claims"
    assert rebuild(world.system, lambda: world.now) >= 4
    after = {row.file_id: bytes(row.code) for row in PictureCode.objects.all()}
    assert after == before
    assert PictureMatch.objects.count() == 1


def test_a_search_that_was_cut_off_is_done_again(world: ClaimWorld) -> None:
    claimed(world, photo(1), photo(2))
    second = claimed(world, photo(3), photo(4))
    last = given(world, second)[-1]

    def dies(_act: object, _fresh: object) -> None:
        raise KeyboardInterrupt

    third = world.open().case
    shot = add_picture(
        world.buyer(third.id), world.now, third.number, "overview", photo(4, "forwarded"), False
    )
    cut = Given("claims", third.id, shot.party_id, shot.file_id)
    with pytest.raises(KeyboardInterrupt):
        find_again(world.system, world.now, cut, dies)
    assert not PictureMatch.objects.exists()
    find_again(world.system, world.now, cut, lambda _act, _fresh: None)
    (match,) = PictureMatch.objects.all()
    assert match.other_file_id == last.file_id


def test_one_repaired_picture_in_two_orders_asks_the_manager_and_holds_nothing(
    operator: Operator, now: datetime
) -> None:
    memory._memories.clear()
    world = build_world(operator.id, now)
    cases = [lead(world, "approved", number) for number in (1, 2)]
    for case, way in zip(cases, ("plain", "forwarded"), strict=True):
        technician = world.repair(case.id).technician_id
        assert technician is not None
        sent = (uuid4(), "after", photo(5, way), world.now)
        row, _ = take_file(world.technician(technician), world.now, case.number, *sent)
        search_photo(world.system, world.now, row.id)
        search_photo(world.system, world.now, row.id)
    first, second = cases
    assert not is_waiting(("case", first.id), "look_at_photos")
    assert is_waiting(("case", second.id), "look_at_photos")
    assert Case.objects.get(pk=second.id).owner == "manager"
    world.step(second, "repair")
    assert world.repair(second.id).status == "repaired"
    done(world.staff("manager"), world.now, second.number, "look_at_photos")
    assert not is_waiting(("case", second.id), "look_at_photos")
    assert not audit_operator(operator.id).faults


def test_another_operator_finds_nothing(world: ClaimWorld) -> None:
    claimed(world, photo(1), photo(2))
    own = codes_of(_reader(), Picture("same", photo(1)))
    assert own is not None
    with act_as(found("other", "other.test").id):
        assert search("claims", own, 5) == []


def test_both_pictures_stand_side_by_side_where_they_may_be_seen(world: ClaimWorld) -> None:
    other = another_merchant(world)
    first = claimed(world, photo(1), photo(2))
    second = claimed(other, photo(3), photo(1))
    path = f"/staff/claims/{second.number}/"
    seen = staff(world, "reviewer").get(path).content.decode()
    assert "两个案件中都提交过" in seen
    assert f"/staff/claims/{first.number}/picture/" in seen
    masked = staff(world, "merchant", other.merchant_id).get(path).content.decode()
    assert "两个案件中都提交过" in masked
    assert first.number not in masked
    listed = staff(world, "manager").get("/staff/again/").content.decode()
    assert first.number in listed
    assert second.number in listed
    assert staff(world, "agent").get("/staff/again/").status_code == 403

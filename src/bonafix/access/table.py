"""The table: for every verb the roles that may, each with the relation it needs.

A relation says what ties the actor to the thing: `any` within its own operator, `case`
(holds a link to this case, or is a party of it), `outlet` (runs or works for an outlet
that has it), `job` (the technician who is sent), `party` (speaks for the brand, outlet
or merchant it belongs to), `reporter` (its system reported the case), `self` (the thing is
the actor's own person).
Relations only ever narrow: an object of another operator is refused before this table.
"""

from typing import Final, Literal

Relation = Literal["any", "case", "outlet", "job", "party", "reporter", "self"]
Roles = dict[str, Relation]

DESK: Final[Roles] = {"agent": "any", "dispatcher": "any", "manager": "any"}
FIELD: Final[Roles] = {"technician": "job"}
# What a customer does, the desk does for them; what a connected system has reported, it may
# do for its customer, too.
FOR_CUSTOMER: Final[Roles] = {"customer": "case", **DESK, "integrator": "reporter"}

TABLE: Final[dict[str, Roles]] = {
    # A report may come from anybody: it is received first and judged afterwards.
    "report.file": {
        "customer": "any",
        "agent": "any",
        "dispatcher": "any",
        "manager": "any",
        "integrator": "any",
        "system": "any",
        "admin": "any",
    },
    "case.see": {
        **DESK,
        "customer": "case",
        "outlet_dispatcher": "outlet",
        "technician": "job",
        "auditor": "any",
        "brand": "party",
        "integrator": "party",
        "system": "any",
    },
    # Bundles leave the house: the full ones with personal data, the masked ones without.
    "case.bundle": {"manager": "any", "system": "any"},
    "case.bundle_masked": {"agent": "any", "manager": "any", "system": "any"},
    # Whoever is asked gives; what comes in by another way, the desk puts in.
    "evidence.ask": {**DESK, "system": "any"},
    "evidence.look": {**DESK, "auditor": "any"},
    "evidence.give": {"customer": "case", "system": "any"},
    "case.note": {**DESK, "customer": "case", "outlet_dispatcher": "outlet", **FIELD},
    "repair.accept": {**DESK, "outlet_dispatcher": "outlet", "system": "any"},
    "repair.assess_place": {**DESK, "system": "any"},
    "repair.arrange": {
        "dispatcher": "any",
        "manager": "any",
        "outlet_dispatcher": "outlet",
        "system": "any",
    },
    # The technician who is chosen by hand: an outlet sends its own people.
    "technician.send": {
        "dispatcher": "any",
        "manager": "any",
        "outlet_dispatcher": "outlet",
        "system": "any",
    },
    "repair.reschedule": {**FOR_CUSTOMER, "outlet_dispatcher": "outlet"},
    "repair.cancel": FOR_CUSTOMER,
    # Somebody comes again for what was repaired.
    "repair.revisit": FOR_CUSTOMER,
    # Somebody of the family is named for the case, and told the word for the door.
    "case.name_contact": FOR_CUSTOMER,
    "repair.offer_help": {**DESK},
    "repair.take_back": {
        "dispatcher": "any",
        "manager": "any",
        "outlet_dispatcher": "outlet",
        "system": "any",
    },
    "repair.hand_back": {"outlet_dispatcher": "outlet"},
    "repair.resume": {**DESK, "outlet_dispatcher": "outlet", "system": "any"},
    "repair.merge": {**DESK},
    # Time alone never gives a case up.
    "repair.abandon": {"manager": "any"},
    "policy.edit": {"manager": "any", "admin": "any"},
    # What an outlet was offered, what it pays, and its yes; whoever is sent may say it, too.
    "offer.see": {"outlet_dispatcher": "outlet", "outlet_system": "outlet"},
    "visit.take_on": {**FIELD, "outlet_dispatcher": "outlet", "outlet_system": "outlet"},
    # The telephone at which an outlet is told of visits.
    "outlet.reach": {
        "outlet_dispatcher": "outlet",
        "outlet_system": "outlet",
        "manager": "any",
        "admin": "any",
    },
    # What a brand offers new customers for nothing.
    "offer.edit": {"manager": "any", "admin": "any", "brand": "party", "integrator": "party"},
    "pay.edit": {"manager": "any", "admin": "any"},
    # How outlets keep their word: a brand sees what was done in its name.
    "outlets.see": {"manager": "any", "auditor": "any", "brand": "party"},
    "visit.refuse": FIELD,
    "visit.miss": FIELD,
    "visit.adjourn": FIELD,
    "visit.report_absence": {"customer": "case", "agent": "any"},
    "customer.call": {**DESK, "outlet_dispatcher": "outlet"},
    # The code goes to the customer only: whoever asks for a new one never sees it.
    "visit.renew_code": {**DESK, "outlet_dispatcher": "outlet"},
    "repair.close": {**DESK, "system": "any"},
    # An outlet's own system passes on what its technician did; it does nothing by itself.
    "visit.on_behalf": {"outlet_system": "outlet"},
    "visit.depart": FIELD,
    "visit.arrive": FIELD,
    "visit.prove_door": FIELD,
    # A lock is opened only for who may ask for it; whoever stands there decides that it is not.
    "visit.decline_door": FIELD,
    "visit.quote": FIELD,
    "visit.inspect": FIELD,
    "visit.call_off": {"system": "any"},
    "visit.repair": FIELD,
    "visit.sign_off": {**FIELD, "customer": "case"},
    # The customer's answer, given on the technician's telephone.
    "visit.approve_there": FIELD,
    "visit.decline_there": FIELD,
    "visit.requote": FIELD,
    "visit.add_file": FIELD,
    # Sound of a visit: the customer's own choice; whoever stands at the door can only bring a no.
    "recording.allow": FOR_CUSTOMER,
    "recording.decline": {**FOR_CUSTOMER, **FIELD},
    "recording.of_call": {"agent": "any", "manager": "any", "integrator": "reporter"},
    # Listened to by a named person, with a reason.
    "recording.listen": {"manager": "any"},
    # What a device without signal says against the record.
    "repair.settle_conflict": {
        "dispatcher": "any",
        "manager": "any",
        "outlet_dispatcher": "outlet",
    },
    # A completion photo that was sent for another repair before; and all pictures seen twice.
    "repair.look_at_photos": {"manager": "any"},
    "reuse.see": {"manager": "any", "auditor": "any"},
    "quote.approve": {"customer": "case", "agent": "any"},
    "quote.decline": {"customer": "case", "agent": "any"},
    "guarantee.issue": {**FIELD, "system": "any", "manager": "any"},
    "guarantee.see": {
        **DESK,
        "customer": "case",
        "outlet_dispatcher": "outlet",
        **FIELD,
        "auditor": "any",
        "brand": "party",
    },
    "queue.see": {**DESK, "auditor": "any"},
    "board.see": {"dispatcher": "any", "manager": "any", "outlet_dispatcher": "outlet"},
    "day.see": {"technician": "self", "dispatcher": "any", "outlet_dispatcher": "outlet"},
    "overview.see": {"manager": "any", "auditor": "any"},
    "record.see": {
        **DESK,
        "auditor": "any",
        "customer": "case",
        "outlet_dispatcher": "outlet",
        **FIELD,
    },
    "person.unmask": {"agent": "any", "dispatcher": "any", "manager": "any", "technician": "job"},
    "person.erase": {"manager": "any", "admin": "any"},
    "person.export": {"manager": "any", "admin": "any", "customer": "self"},
    # What only the person may decide; a manager does what was asked.
    "person.withdraw": {"customer": "self"},
    "person.ask_erasure": {"customer": "self"},
    "catalogue.edit": {"manager": "any", "admin": "any", "brand": "party"},
    "coverage.edit": {
        "manager": "any",
        "admin": "any",
        "brand": "party",
        "outlet_dispatcher": "outlet",
    },
    "roster.edit": {"manager": "any", "dispatcher": "any", "outlet_dispatcher": "outlet"},
    "technician.edit": {"manager": "any", "admin": "any", "outlet_dispatcher": "outlet"},
    # Outlets and brands as organisations; what they may do is decided by the brand's papers.
    "organisation.add": {"manager": "any", "admin": "any"},
    # The page on which a service is set up; each part of it asks for its own right.
    "setup.see": {
        "manager": "any",
        "admin": "any",
        "dispatcher": "any",
        "brand": "party",
        "outlet_dispatcher": "outlet",
    },
    # Whom the house believes to be behind a signature, or a code, in a picture.
    "provider.edit": {"manager": "any", "admin": "any", "system": "any"},
    "label.see": {**DESK, "reviewer": "any", "auditor": "any"},
    "label.ask": {**DESK},
    "trust.edit": {"manager": "any", "admin": "any", "system": "any"},
    "hotline.edit": {"manager": "any", "admin": "any", "brand": "party"},
    # An outlet cannot authorise itself.
    "authorisation.edit": {"manager": "any", "admin": "any", "brand": "party"},
    # What a local authority lets an outlet or a technician do; neither enters it for itself.
    "permit.edit": {"manager": "any", "admin": "any"},
    "unit.register": {
        **DESK,
        "admin": "any",
        "brand": "party",
        "integrator": "any",
        "system": "any",
    },
    "staff.edit": {"admin": "any"},
    # One's own telephone for messages.
    "reach.edit": {"manager": "any"},
    "key.edit": {"admin": "any"},
    # Closing a door must not wait for whoever may open one.
    "key.revoke": {"manager": "any", "admin": "any"},
    "link.revoke": {"manager": "any", "admin": "any"},
    # Claims. Nobody but the merchant answers for the merchant; nobody but a reviewer decides.
    "order.register": {
        "integrator": "party",
        "agent": "any",
        "manager": "any",
        "admin": "any",
        "system": "any",
    },
    # Records of parcels and pictures of goods: their merchant's own, or its program's.
    "packing.add": {
        "merchant": "party",
        "integrator": "party",
        "manager": "any",
        "system": "any",
    },
    "packing.see": {
        "merchant": "party",
        "brand": "party",
        "integrator": "party",
        "agent": "any",
        "reviewer": "any",
        "manager": "any",
        "auditor": "any",
        "system": "any",
    },
    "reference.edit": {
        "merchant": "party",
        "brand": "party",
        "integrator": "party",
        "manager": "any",
        "system": "any",
    },
    "claim.open": {
        "customer": "self",
        "agent": "any",
        "manager": "any",
        "integrator": "party",
    },
    "claim.see": {
        "customer": "case",
        "merchant": "party",
        "integrator": "party",
        "agent": "any",
        "reviewer": "any",
        "manager": "any",
        "auditor": "any",
        "system": "any",
    },
    "claim.evidence": {"customer": "case", "agent": "any", "integrator": "party"},
    "claim.buyer": {"customer": "case", "agent": "any"},
    "claim.answer": {"merchant": "party", "integrator": "party"},
    "claim.inbox": {"merchant": "party"},
    "claim.instruct": {"merchant": "party"},
    "claim.desk": {"reviewer": "any", "manager": "any", "auditor": "any", "agent": "any"},
    "claim.review": {"reviewer": "any"},
    # Whether reviewers agree: drawn by a manager, looked at by somebody who had no part in it.
    "claim.sample": {"manager": "any"},
    "claim.reassess": {"reviewer": "any"},
    # Where a claim may lead in law: prepared for people, sent by one of them and by nobody else.
    "claim.law": {"reviewer": "any", "manager": "any"},
    "claim.letter": {"manager": "any"},
    # That one side's claims go another way for a while: a person's, with reasons and an end.
    "claim.restrict": {"manager": "any"},
    # What an authority asked for, handed out by a named person.
    "claim.release": {"manager": "any"},
    "claim.appeal": {"customer": "case", "merchant": "party", "agent": "any"},
    "claim.decide_appeal": {"reviewer": "any"},
    "claim.inspect": {**DESK},
    "claim.go_on": {**DESK, "reviewer": "any"},
    "claim.ask_person": {"customer": "case", "merchant": "party"},
    "claim.call_back": {**DESK, "reviewer": "any"},
    # What the clockwork may do: measure, remind, execute what a person decided, and follow a
    # merchant's standing instruction. There is no verb by which it could refuse.
    "claim.measure": {"system": "any"},
    "claim.remind": {"system": "any"},
    "claim.standing": {"system": "any"},
    "claim.pay": {"system": "any"},
    "claim.close": {"system": "any"},
    "claim.retry": {"manager": "any"},
    # Webhooks: nobody registers an address for another; switching one off must not wait.
    "hook.edit": {"merchant": "party", "integrator": "party"},
    "hook.disable": {
        "merchant": "party",
        "integrator": "party",
        "manager": "any",
        "admin": "any",
    },
    # Bringing in other systems' tables, and taking the whole data set elsewhere.
    "data.import": {"manager": "any", "admin": "any"},
    "data.export": {"manager": "any", "admin": "any"},
}

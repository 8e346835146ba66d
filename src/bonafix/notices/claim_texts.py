"""What the notices about a claim say."""

from typing import Final

from django.utils.translation import gettext_noop as N_

from bonafix.notices.kinds import FOLLOW, Kind

CLAIM_KINDS: Final[dict[str, Kind]] = {
    "claim_opened": Kind(
        (
            N_("Your claim has arrived. Its number is %(number)s. Please add the pictures."),
            FOLLOW,
        )
    ),
    "claim_answering": Kind(
        (
            N_(
                "Your claim %(number)s lies with the merchant. Its page shows until when an"
                " answer comes."
            ),
            FOLLOW,
        )
    ),
    "claim_offered": Kind(
        (
            (
                N_("The merchant offers %(sum)s for your claim %(number)s."),
                N_("The merchant makes an offer for your claim %(number)s."),
            ),
            N_("You may take it, or let a person decide: %(link)s"),
        )
    ),
    "claim_returning": Kind(
        (
            N_("For your claim %(number)s the merchant asks to have the goods back first."),
            N_("How it goes on: %(link)s"),
        )
    ),
    "claim_agreeing": Kind(
        (
            N_(
                "For your claim %(number)s somebody would look at the goods at your place; it"
                " costs you nothing."
            ),
            N_("Please say there whether and when: %(link)s"),
        )
    ),
    "claim_inspecting": Kind(
        (N_("For your claim %(number)s somebody looks at the goods themselves."), FOLLOW)
    ),
    "claim_reviewing": Kind(
        (N_("A person now looks at your claim %(number)s and decides with reasons."), FOLLOW)
    ),
    "claim_fulfilling": Kind(
        (
            N_("Your claim %(number)s was granted: you get the goods again, sound."),
            N_("Its page shows how and until when: %(link)s"),
        )
    ),
    "claim_inviting": Kind(
        (
            N_(
                "For your claim %(number)s somebody would come and mend the goods; it costs you"
                " nothing."
            ),
            N_("Please say there whether and when: %(link)s"),
        )
    ),
    "claim_mending": Kind(
        (N_("For your claim %(number)s somebody comes and mends the goods."), FOLLOW)
    ),
    "claim_delivered": Kind(
        (
            N_("The goods for your claim %(number)s are on their way to you."),
            N_("Please say there when they have come, and whether they are in order: %(link)s"),
        )
    ),
    "claim_settled": Kind(
        (
            N_("Your claim %(number)s counts as settled: you have the goods."),
            N_("If that is not so, say it there, and a person looks: %(link)s"),
        )
    ),
    "claim_destroying": Kind(
        (
            N_(
                "For your claim %(number)s the merchant asks for a picture of the goods made"
                " useless, instead of the goods."
            ),
            N_("You may say no and send them back instead: %(link)s"),
        )
    ),
    "claim_granted": Kind(
        (N_("Your claim %(number)s was granted. The money is on its way."), FOLLOW)
    ),
    "claim_paid": Kind((N_("The money of your claim %(number)s was paid back."), FOLLOW)),
    "claim_refused": Kind(
        (
            N_("Your claim %(number)s could not be granted. The reasons stand on its page."),
            N_("Another person looks at it again if you ask for it there: %(link)s"),
        )
    ),
    "claim_appealed": Kind((N_("Another person looks at your claim %(number)s again."), FOLLOW)),
    "claim_decided": Kind((N_("The appeal about your claim %(number)s is decided."), FOLLOW)),
    "claim_withdrawn": Kind((N_("Your claim %(number)s is withdrawn, as you asked."), FOLLOW)),
    "claim_restricted": Kind(
        (
            N_(
                "A person decided how your claims go for a while. The reasons stand on the page of"
                " your claim %(number)s."
            ),
            N_("You may ask for another person there: %(link)s"),
        )
    ),
    "claim_restriction_answered": Kind(
        (N_("There is an answer on the page of your claim %(number)s."), FOLLOW)
    ),
    "claim_correction_answered": Kind(
        (N_("A person answered what you asked about your claim %(number)s."), FOLLOW)
    ),
}

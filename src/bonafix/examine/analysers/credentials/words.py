"""A sentence for each failed check of C2PA (C2PA 2.2, 15.2.2, failure codes)."""

from bonafix.kit.texts import N_

OTHER_FAULT = N_("A check of the Content Credentials%(part)s failed: %(code)s.")
FAULTS = {
    "assertion.dataHash.mismatch": N_(
        "The picture's bytes are not the ones that were signed%(part)s [%(code)s]."
    ),
    "assertion.bmffHash.mismatch": N_(
        "The video's bytes are not the ones that were signed%(part)s [%(code)s]."
    ),
    "assertion.hashedURI.mismatch": N_(
        "A statement in the Content Credentials was changed after signing%(part)s [%(code)s]."
    ),
    "assertion.missing": N_(
        "A statement that was signed is missing from the Content Credentials%(part)s [%(code)s]."
    ),
    "assertion.undeclared": N_(
        "A statement in the Content Credentials was never signed%(part)s [%(code)s]."
    ),
    "claimSignature.mismatch": N_(
        "The signature of the Content Credentials%(part)s does not fit them [%(code)s]."
    ),
    "claimSignature.missing": N_(
        "The signature of the Content Credentials%(part)s is missing [%(code)s]."
    ),
    "claim.missing": N_(
        "The signed claim of the Content Credentials%(part)s is missing [%(code)s]."
    ),
    "ingredient.manifest.missing": N_(
        "Content Credentials of a part%(part)s are referred to and missing [%(code)s]."
    ),
    "ingredient.manifest.mismatch": N_(
        "Content Credentials of a part%(part)s were changed after it was added [%(code)s]."
    ),
    "ingredient.hashedURI.mismatch": N_(
        "The reference to a part%(part)s does not fit it [%(code)s]."
    ),
    "timeStamp.mismatch": N_(
        "The timestamp of the Content Credentials%(part)s does not fit them [%(code)s]."
    ),
    "signingCredential.expired": N_(
        "The signer's certificate%(part)s has expired and no timestamp that counts shows that the"
        " signature is older [%(code)s]."
    ),
    "signingCredential.invalid": N_(
        "The signer's certificate%(part)s is not of the kind that C2PA asks for [%(code)s]."
    ),
    "signingCredential.revoked": N_(
        "The signer's certificate%(part)s has been revoked [%(code)s]."
    ),
}

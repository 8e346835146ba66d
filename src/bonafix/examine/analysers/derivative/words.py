"""The sentences of this analyser: what was measured, and what it does not show."""

from bonafix.kit.texts import N_

CHANGED = N_(
    "The picture is the reference %(reference)s: %(agreement)s of the structure in it agrees"
    " pixel on pixel over %(overlap)s of the reference. It differs in the outlined region,"
    " %(share)s of the picture."
)
UNCHANGED = N_(
    "The picture is the reference %(reference)s: %(agreement)s of the structure in it agrees"
    " pixel on pixel over %(overlap)s of the reference. No region was found that differs."
)
RETAKEN = N_(
    "The picture shows the reference picture %(reference)s itself, photographed from a screen or"
    " a print: its edges are seen, %(agreement)s of its structure agrees. It differs in the"
    " outlined region, %(share)s of the picture."
)
RETAKEN_UNCHANGED = N_(
    "The picture shows the reference picture %(reference)s itself, photographed from a screen or"
    " a print: its edges are seen, %(agreement)s of its structure agrees. No region was found"
    " that differs."
)
DERIVATIVE_LIMITS = N_(
    "This does not show who changed the picture, when or why, nor whether the article has a"
    " fault. Faint and very thin changes can be missed, and glare, stickers and strong"
    " compression can be outlined too."
)
RETAKEN_LIMITS = N_(
    "A flat article that looks exactly like its own reference picture (a poster, a cover) gives"
    " the same result honestly. This does not show who changed the picture, when or why, nor"
    " whether the article has a fault."
)
SAME_SCENE = N_(
    "Part of what %(reference)s shows is also in the picture (%(agreement)s of the structure"
    " agrees), but the picture is not a copy of it."
)
SAME_SCENE_LIMITS = N_(
    "The same floor, wall or thing photographed twice looks like this; it says nothing against"
    " the picture."
)
PLANAR = N_(
    "What the picture shares with %(reference)s lies in one plane (%(agreement)s of the structure"
    " agrees). For flat articles and prints this cannot tell a copy from a photo of one's own."
)
PLANAR_LIMITS = N_(
    "Nothing follows from this in either direction; a photo from another angle would help."
)
UNRELATED = N_("Nothing was found in the picture that comes from the reference %(reference)s.")
UNRELATED_LIMITS = N_(
    "A photo of one's own looks like this. A picture drawn wholly anew from the reference would"
    " too."
)
TOO_MANY = N_("%(left)s references less likely to fit were not compared in full.")
TOO_MANY_LIMITS = N_("Compare them by themselves if they matter.")

# The evidence picture is for Chinese marketplaces and always Chinese.
TITLE = "图片对照"
REFERENCE = "对照图（按来图的位置摆放）"
CLAIM = "来图（有差异处已勾出）"
SHOWS_NOT = "不能说明："
MEASURED = "方法误差：诚实图片被判为同源的比例 "

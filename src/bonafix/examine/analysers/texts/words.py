"""The sentences of this analyser."""

from bonafix.kit.texts import N_

READ = N_('In the picture "%(text)s" can be read (%(field)s).')
READ_LIMITS = N_(
    "Letters and digits can be read wrongly (0 and O, 1 and I, 8 and B); compare with the picture."
    " What a label says was not checked."
)
MARK = N_('In the picture stands "%(text)s": a visible mark that AI made or changed it.')
MARK_LIMITS = N_(
    "Anybody can write these words into a picture, and cropping takes them off: their absence"
    " means nothing. They do not show what AI changed, who did it or why."
)

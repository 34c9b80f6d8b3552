"""Small closed word lists of grammar and trade, folded, in the languages of the feeds. Measured with the weights."""

from __future__ import annotations

from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


PREPOSITIONS: Final = _words(
    """
    by from with to of at on via against using through between for and or like including de del por con para
    contra par avec pour chez sur von mit bei durch gegen fur an auf di da per su van door met tegen voor em
    pelo pela com od przez dla
    """
)
FUNCTION_WORDS: Final = _words(
    """
    the a an this that these those its his her their our your my in on at by for from with to of and or but
    nor so yet as if when while where after before since until because although though how why what who
    which is are was were be been has have had do does did will would can could may might must not no also
    even just only both either neither than then there here it he she they we i you meanwhile however today
    yesterday now still once under over between among during without within per via against using like
    including le la les l un une des du de et ou dans sur pour par avec chez selon el los las unos y o en
    con segun der die das ein eine und oder im am mit bei von zu laut il lo gli uno e nel secondo het een op
    bij van voor volgens os um uma na com segundo
    """
)
DESCRIBING: Final = _words(
    """
    company firm maker vendor startup start-up app platform giant provider contractor developer manufacturer
    supplier broker agency product tool software spyware malware system called named dubbed branded group
    regulator watchdog outfit seller reseller empresa firma societe entreprise unternehmen hersteller
    anbieter azienda societa bedrijf fabrikant firmy spolka
    """
)
ORGANISATION_NOUNS: Final = _words(
    """
    inc ltd llc corp plc gmbh ag spa srl bv sa co group technologies technology systems labs lab solutions
    software enterprise enterprises networks spyware malware app platform tool contract contracts camera
    cameras scanner scanners employee employees executive executives ceo cto spokesperson spokesman
    spokeswoman user users customer customers devices officials agents officers account accounts subsidiary
    api apis product products shareholders investors engineers lawyers doorbell doorbells
    """
)
ACTING: Final = _words(
    """
    said says sued sues announced announces told tells denied denies declined declines sold sells bought
    buys acquired acquires signed signs banned bans blocked blocks suspended suspends revoked revokes
    launched launches raised raises won wins agreed agrees confirmed confirms accused accuses warned warns
    refused refuses removed removes fined fines filed files paid pays provides provided offers offered
    claims claimed argued argues wrote writes uses used gave gives cut cuts ended ends markets marketed
    developed develops shared shares collects collected scraped scrapes tracked tracks
    """
)
DEMONYMS: Final = _words(
    """
    israeli american chinese russian french german italian spanish british canadian greek indian us uk u.s
    u.k eu european swiss austrian dutch polish hungarian mexican brazilian australian japanese swedish
    danish
    """
)

"""Relations whose organisations are not named in the sentence ("the company", the headline's), and plain wordings."""

from __future__ import annotations

import pytest

from .test_relations import relations, told

GEO, NSO, FLOCK = "Geofeedia in the dock", "NSO Group under fire", "Flock Safety in the dock"


@pytest.mark.parametrize(
    ("title", "text", "kind", "roles"),
    [
        (GEO, "Twitter cut off the company's access to its data in October.", "access_cutoff",
         "platform=twitter vendor=geofeedia"),
        (GEO, "Twitter suspended the firm.", "access_cutoff", "platform=twitter vendor=geofeedia"),
        (GEO, "The start-up was banned from Twitter last year.", "access_cutoff", "platform=twitter vendor=geofeedia"),
        ("Twitter in the dock", "The platform cut off Geofeedia on Friday.", "access_cutoff",
         "platform=twitter vendor=geofeedia"),
        (NSO, "The FBI signed a contract with the Israeli company.", "contract_signed", "agency=fbi vendor=nso-group"),
        (NSO, "The vendor won a $2 million contract from the FBI.", "contract_signed", "agency=fbi vendor=nso-group"),
        (NSO, "The FBI ended its contract with the firm in May.", "contract_ended", "agency=fbi vendor=nso-group"),
        (NSO, "The FBI had contracts with the Israeli company, which were later terminated.", "contract_ended",
         "agency=fbi vendor=nso-group"),
        (NSO, "The FBI cancelled the contract in May.", "contract_ended", "agency=fbi vendor=nso-group"),
        (FLOCK, "The city council voted to end its contract on Monday.", "contract_ended", "vendor=flock-safety"),
        (FLOCK, "The city council rejected the extension on Monday.", "contract_ended", "vendor=flock-safety"),
        (NSO, "The FBI bought its spyware in 2019.", "purchase", "agency=fbi vendor=nso-group"),
        (NSO, "The FBI paid the spyware maker five million dollars.", "purchase", "agency=fbi vendor=nso-group"),
        ("The FBI in the dock", "The bureau bought software from Media Sonar.", "purchase",
         "agency=fbi vendor=media-sonar"),
        ("The FBI in the dock", "The agency paid Pen-Link two million dollars.", "purchase",
         "agency=fbi vendor=penlink"),
        (NSO, "Twitter sued the company in California.", "lawsuit", "plaintiff=twitter defendant=nso-group"),
        (NSO, "The Israeli firm was sued by Twitter.", "lawsuit", "plaintiff=twitter defendant=nso-group"),
        (NSO, "The FBI is investigating the company.", "investigation", "authority=fbi target=nso-group"),
        (NSO, "The FBI opened an investigation.", "investigation", "authority=fbi target=nso-group"),
        (NSO, "Hackers broke into the company.", "breach", "victim=nso-group"),
        (NSO, "Washington put the spyware company on the Entity List.", "sanction", "target=nso-group"),
        (NSO, "The company laid off 100 employees.", "layoffs", "company=nso-group"),
        (FLOCK, "The startup raised $40 million.", "funding", "company=flock-safety"),
        (GEO, "The company was bought by Media Sonar.", "acquisition", "buyer=media-sonar target=geofeedia"),
        (GEO, "Emails published by Citizen Lab show how the firm sold its product to police.", "records_disclosed",
         "source=citizen-lab subject=geofeedia"),
        (GEO, "Officers used to follow marches with it, according to records obtained by Citizen Lab.",
         "records_disclosed", "source=citizen-lab subject=geofeedia"),
        ("", "Police used to follow marches with Geofeedia, according to records obtained by Citizen Lab.",
         "records_disclosed", "source=citizen-lab subject=geofeedia"),
        ("", "Documents released under FOIA show that the FBI looked on.", "records_disclosed", "subject=fbi"),
        ("", "Public records show that Geofeedia wrote to the mayor.", "records_disclosed", "subject=geofeedia"),
        ("", "The Denver City Council on Monday rejected a $666,000 extension of its contract with Flock Safety.",
         "contract_ended", "vendor=flock-safety"),
        ("", "The town board voted not to renew its contract with Flock Safety.", "contract_ended",
         "vendor=flock-safety"),
        ("", "The city declined to renew its contract with Flock Safety.", "contract_ended", "vendor=flock-safety"),
        ("", "County commissioners turned down a renewal of the agreement with Flock Safety.", "contract_ended",
         "vendor=flock-safety"),
        ("", "Geofeedia has an office. It rained. Twitter suspended the company.", "access_cutoff",
         "platform=twitter vendor=geofeedia"),
        ("", "Geofeedia has an office. Twitter suspended the company.", "access_cutoff",
         "platform=twitter vendor=geofeedia"),
    ],
)  # fmt: skip
def test_who_is_meant_is_told(title: str, text: str, kind: str, roles: str) -> None:
    assert (kind, frozenset(roles.split())) in told(relations(text, title=title))


@pytest.mark.parametrize(
    ("title", "text"),
    [
        # Who is meant is open: two of a kind, another one between, too far before, or nobody at all.
        ("NSO Group and Geofeedia in the dock", "Twitter suspended the company."),
        (NSO, "Geofeedia and Media Sonar have offices. Twitter suspended the company."),
        ("", "Geofeedia has an office. It rained. It snowed. Twitter suspended the company."),
        ("A firm in the dock", "Twitter suspended the company."),
        ("", "Twitter suspended the company. Geofeedia has an office."),
        # Another is meant: the name or a clause follows, or another sort of company.
        (NSO, "Twitter suspended the company Ravenport Analytics."),
        (NSO, "Twitter suspended the company that ran the fair."),
        (NSO, "Twitter suspended the company behind the fair."),
        (NSO, "Twitter suspended the bakery company."),
        (NSO, "Twitter suspended the law firm."),
        (NSO, "Twitter suspended two companies."),
        (NSO, "Twitter suspended a company."),
        (NSO, "Twitter suspended the company's founder."),
        (NSO, "Twitter suspended the company's employees."),
        ("The FBI in the dock", "Geofeedia paid the fire department."),
        # Not done: planned, wanted, denied, asked, alleged.
        (NSO, "The FBI could end its contract with the firm."),
        (NSO, "The FBI has not signed a contract with the company."),
        (NSO, "The FBI denied that it had bought its spyware."),
        (NSO, "The FBI plans to pay the vendor five million dollars."),
        (NSO, "Twitter threatened to sue the company."),
        (NSO, "Senators urged the FBI to investigate the company."),
        (NSO, "Will the FBI investigate the company?"),
        (NSO, "The company allegedly laid off 100 employees."),
        (FLOCK, "Officials in Ravenport said they had no plans to end their own contract."),
        (FLOCK, "The city council will vote to end its contract."),
        (FLOCK, "The city council may reject the extension."),
        ("", "A spokesman for Twitter said the platform would suspend Geofeedia's commercial access."),
        ("", "The city council rejected a proposal to end its contract with Flock Safety."),
        ("", "The city council rejected claims by Flock Safety."),
        ("", "Residents asked the city council to reject a renewal of its contract with Flock Safety."),
        ("", "Citizen Lab asked for records under FOIA, and Geofeedia wrote a letter."),
        # No event at all.
        (GEO, "Citizen Lab keeps records of the weather."),
        (NSO, "The company has an office in Herzliya."),
        (NSO, "The FBI sent the company a birthday card."),
        (NSO, "The FBI opened an office."),
        (FLOCK, "The city council ended its session on Monday."),
        (FLOCK, "The city council rejected a motion on Monday."),
    ],
)  # fmt: skip
def test_who_is_not_meant_or_did_nothing_is_left_out(title: str, text: str) -> None:
    assert told(relations(text, title=title)) == []


@pytest.mark.parametrize(
    ("language", "text", "kind", "roles"),
    [
        ("es", "El FBI demandó a la empresa.", "lawsuit", "plaintiff=fbi defendant=nso-group"),
        ("es", "El FBI investiga a la empresa.", "investigation", "authority=fbi target=nso-group"),
        ("es", "El FBI abrió una investigación.", "investigation", "authority=fbi target=nso-group"),
        ("es", "El Ayuntamiento adjudicó a NSO Group un contrato de cámaras.", "contract_signed", "vendor=nso-group"),
        ("fr", "Twitter a porté plainte contre l'entreprise.", "lawsuit", "plaintiff=twitter defendant=nso-group"),
        ("fr", "Le FBI a ouvert une enquête.", "investigation", "authority=fbi target=nso-group"),
        ("de", "Das FBI ermittelt gegen das Unternehmen.", "investigation", "authority=fbi target=nso-group"),
        ("de", "Twitter verklagt die Firma.", "lawsuit", "plaintiff=twitter defendant=nso-group"),
        ("de", "Das FBI hat gegen Geofeedia ein Bußgeld von 30 Millionen Euro verhängt.", "penalty",
         "authority=fbi target=geofeedia"),
        ("it", "Twitter ha fatto causa all'azienda.", "lawsuit", "plaintiff=twitter defendant=nso-group"),
        ("it", "L'FBI indaga sull'azienda.", "investigation", "authority=fbi target=nso-group"),
        ("pt", "O FBI investiga a empresa.", "investigation", "authority=fbi target=nso-group"),
        ("pt", "O FBI abriu uma investigação.", "investigation", "authority=fbi target=nso-group"),
        ("nl", "De FBI onderzoekt het bedrijf.", "investigation", "authority=fbi target=nso-group"),
        ("nl", "Twitter klaagt het bedrijf aan.", "lawsuit", "plaintiff=twitter defendant=nso-group"),
        ("pl", "Twitter pozwał firmę.", "lawsuit", "plaintiff=twitter defendant=nso-group"),
        ("pl", "FBI wszczęło śledztwo.", "investigation", "authority=fbi target=nso-group"),
    ],
)  # fmt: skip
def test_other_languages(language: str, text: str, kind: str, roles: str) -> None:
    assert told(relations(text, language, title=NSO)) == [(kind, frozenset(roles.split()))]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "El FBI no demandó a la empresa."),
        ("es", "El FBI investiga a la empresa Ravenport."),
        ("fr", "Twitter n'a pas porté plainte contre l'entreprise."),
        ("de", "Das FBI ermittelt nicht gegen das Unternehmen."),
        ("de", "Twitter verklagt die Firma Ravenport."),
        ("it", "Twitter potrebbe fare causa all'azienda."),
        ("pt", "O FBI não investiga a empresa."),
        ("nl", "De FBI onderzoekt het bedrijf niet."),
        ("pl", "Twitter nie pozwał firmy."),
    ],
)
def test_other_languages_say_no(language: str, text: str) -> None:
    assert told(relations(text, language, title=NSO)) == []


def test_who_is_only_meant_lowers_the_confidence_and_is_said_in_the_rule() -> None:
    (named,) = relations("Twitter sued NSO Group.")
    (meant,) = relations("Twitter sued the company.", title=NSO)
    (about,) = relations("The FBI opened an investigation.", title=NSO)
    assert (named.rule, meant.rule, about.rule) == ("sued.active", "sued.active+the_company", "probed.topic+topic")
    assert meant.confidence == pytest.approx(named.confidence * 0.85, abs=0.002)


def test_a_renewal_refused_is_less_sure_than_a_contract_ended() -> None:
    (refused,) = relations("The city council rejected a renewal of its contract with Flock Safety.")
    (ended,) = relations("The city council ended its contract with Flock Safety.")
    assert refused.type == ended.type == "contract_ended"
    assert refused.confidence < ended.confidence

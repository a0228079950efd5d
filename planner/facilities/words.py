"""Words for the facts about a person that a facility can correct."""

from models.words import Say, say

FACTS: dict[str, Say] = {
    "surname": say("Surname"),
    "given_names": say("Given names"),
    "spoken_name": say("Name as spoken"),
    "relation": say("Relationship to the applicant"),
    "sex": say("Sex"),
    "born_on": say("Date of birth"),
    "birth_precision": say("How exact the date of birth is"),
    "nationality": say("Nationality"),
    "languages": say("Languages"),
    "detained_since": say("Detained since"),
    "detention_ends": say("Detention decision ends"),
    "service_codes": say("Airline services"),
    "vulnerable": say("Vulnerable"),
    "fit_certificate_needed": say("Fit-to-travel certificate needed"),
    "has_document": say("Travel document"),
    "document_place": say("Where the document is"),
}

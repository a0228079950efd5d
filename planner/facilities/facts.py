"""The facts about a person that a facility answers and can correct, and its answers about a document."""

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
DOCUMENTS: dict[str, Say] = {
    "valid": say("A valid passport or other travel document"),
    "old_or_copy": say("Only an old passport or a copy"),
    "none": say("None"),
}
"""The facility's answer about a travel document, by its code."""

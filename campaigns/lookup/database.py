from campaigns.lookup.base import Answer
from campaigns.models import Legislature

SOURCE = "database"


def lookup(postal_code: str, legislature: Legislature) -> Answer:
    """The local table of postal codes: answers at once, with or without a network."""
    districts = legislature.districts.of(legislature).filter(postal_codes__code=postal_code)
    return Answer(list(districts), source=SOURCE)

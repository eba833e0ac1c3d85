"""The words in a name that people gave: without capitals, accents and signs."""

import re
import unicodedata


def words_in(name: object) -> frozenset[str]:
    """The words of a name: bloque and api of "Bloqué (API)"."""
    apart = unicodedata.normalize("NFKD", str(name).casefold())
    bare = "".join(each for each in apart if not unicodedata.combining(each))
    return frozenset(re.split(r"[\W_]+", bare))

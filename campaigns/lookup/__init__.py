"""Postal code -> districts. `known` never leaves this machine and its database; `find` may ask over the network."""

from campaigns.lookup.base import Answer, Certainty, LookupUnavailable
from campaigns.lookup.chain import can_ask_others, find, known

__all__ = ["Answer", "Certainty", "LookupUnavailable", "can_ask_others", "find", "known"]

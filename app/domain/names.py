"""Writes a person's name; of some only the first one is known."""


def full_name(given_name: str, family_name: str) -> str:
    """First and family name, or the one that is known: a man at the door of a peer group gives no more (PEER-2)."""
    return f"{given_name} {family_name}".strip()

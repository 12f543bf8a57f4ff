"""Alters bytes in every small way, and says which alterations were accepted."""

from collections.abc import Callable, Iterator

from app.core.errors import AppError, Damaged, Locked, Newer


def altered(data: bytes, bits: tuple[int, ...] = tuple(range(8))) -> Iterator[bytes]:
    """The data with each bit flipped, cut at each length, and extended."""
    for at in range(len(data)):
        for bit in bits:
            yield data[:at] + bytes([data[at] ^ (1 << bit)]) + data[at + 1 :]
    for length in range(len(data)):
        yield data[:length]
    yield data + b"\0"
    yield data + data[:1]
    yield b"\0" + data


def accepted(
    data: bytes,
    read: Callable[[bytes], object],
    bits: tuple[int, ...] = tuple(range(8)),
    refusals: tuple[type[AppError], ...] = (Damaged, Newer),
) -> list[bytes]:
    """Which altered copies `read` took; anything but a declared refusal ends the test."""
    taken = []
    for copy in altered(data, bits):
        try:
            read(copy)
        except refusals:
            continue
        taken.append(copy)
    return taken


ANY_REFUSAL = (Damaged, Newer, Locked)

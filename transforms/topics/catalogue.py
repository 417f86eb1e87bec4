"""The catalogue of canonical questions and the concept lexicon, read from their YAML files."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Canonical:
    """One canonical question: `text` is what people read, `wordings` are ways to ask it."""

    canonical_id: str
    topic: str
    text: str
    wordings: tuple[str, ...]


@cache
def canonicals() -> tuple[Canonical, ...]:
    """All canonical questions, in the file's order. Raises `ValueError` for an id used twice."""
    raw: dict[str, dict[str, list[str]]] = yaml.safe_load((FOLDER / "catalogue.yml").read_text(encoding="utf-8"))
    found = tuple(
        Canonical(canonical_id, topic, f"{wordings[0]}？", tuple(wordings))
        for topic, questions in raw.items()
        for canonical_id, wordings in questions.items()
    )
    if len({canonical.canonical_id for canonical in found}) != len(found):
        raise ValueError("the catalogue uses an id twice")
    return found


@cache
def concepts() -> tuple[tuple[str, str], ...]:
    """Pairs (word in lower case, concept), the longest words first."""
    raw: dict[str, list[object]] = yaml.safe_load((FOLDER / "lexicon.yml").read_text(encoding="utf-8"))
    pairs = {(str(word).lower(), concept) for concept, words in raw.items() for word in words}
    return tuple(sorted(pairs, key=lambda pair: (-len(pair[0]), pair)))

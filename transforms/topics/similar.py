"""Which known texts ask the same as a new one: suggests approved answers to a question's owner.

Words, characters and the lexicon's concepts find the near ones, as in `grouping`; the spelling
(rapidfuzz) then orders them, so that a text with a typing error still meets its twin.
Implements app.kit.ports.SimilarTexts. Offline; the same texts give the same order.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from rapidfuzz import fuzz
from scipy.sparse import csr_matrix, vstack

from transforms.topics.grouping import normalise, text_vectors

NEAREST = 50  # of which the spelling is compared
LEAST = 0.22  # below this score a text is not like the query
SPELLING = 0.30  # its weight in the score
SAME = 1.0


@dataclass(frozen=True)
class _Corpus:
    """Texts that were made ready once: a library changes seldom and is asked often."""

    texts: tuple[str, ...]
    plain: tuple[str, ...]
    vectors: Any


class SimilarQuestions:
    """Keeps the last corpus ready. 5,000 texts take 1.4 s the first time (and the model 2 s), then
    8 ms at the median and 17 ms at p95 on one core; a text that is added costs itself alone.
    """

    def __init__(self) -> None:
        self._corpus = _Corpus((), (), None)

    def rank(self, query: str, texts: Sequence[str]) -> list[tuple[int, float]]:
        """(index, score 0..1), the most alike first; equal scores in the order of `texts`."""
        wanted = _plain(query)
        if not wanted or not texts:
            return []
        corpus = self._ready(tuple(texts))
        near = (corpus.vectors @ text_vectors([wanted]).T).toarray().ravel()
        # As many as NEAREST, and always those that are the same word for word.
        candidates = set(np.argsort(-near, kind="stable")[:NEAREST].tolist())
        candidates |= {index for index, plain in enumerate(corpus.plain) if plain == wanted}
        scored = [(index, _score(float(near[index]), wanted, corpus.plain[index])) for index in candidates]
        alike = [(index, score) for index, score in scored if score >= LEAST]
        return sorted(alike, key=lambda pair: (-pair[1], pair[0]))

    def _ready(self, texts: tuple[str, ...]) -> _Corpus:
        corpus = self._corpus
        if corpus.texts != texts:
            plain = tuple(_plain(text) for text in texts)
            corpus = _Corpus(texts, plain, _vectors_of(plain, corpus))
            self._corpus = corpus  # in one step: another thread sees the old one or the new one
        return corpus


def _plain(text: str) -> str:
    return normalise(text.rstrip("?？ \n"))


def _vectors_of(plain: tuple[str, ...], former: _Corpus) -> Any:
    """The rows of `plain`; what the former corpus had is taken from there."""
    known = {text: row for row, text in enumerate(former.plain)}
    new = [text for text in dict.fromkeys(plain) if text not in known]
    blocks = [block for block in (former.vectors, text_vectors(new) if new else None) if block is not None]
    known |= {text: len(former.plain) + number for number, text in enumerate(new)}
    return csr_matrix(vstack(blocks))[[known[text] for text in plain]]


def _score(near: float, query: str, text: str) -> float:
    if query == text:
        return SAME
    spelling = fuzz.token_set_ratio(query, text) / 100 if " " in query else fuzz.ratio(query, text) / 100
    return min((1 - SPELLING) * min(near, 1.0) + SPELLING * spelling, 0.999)

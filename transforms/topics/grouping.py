"""Nearest canonical question by words, characters and concepts; what is near none forms new groups.

The model is fitted on the catalogue alone, so a question's group never depends on the order or
the number of other questions; a new group is named after its own texts.
"""

import hashlib
import logging
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import jieba
import numpy as np
from scipy.sparse import csr_matrix, hstack
from scipy.sparse.csgraph import connected_components
from sklearn.feature_extraction.text import TfidfVectorizer

from transforms.topics.catalogue import Canonical, canonicals, concepts

NEAR = 0.30  # least similarity to a wording for its canonical question
TOPIC_NEAR = 0.15  # least similarity that still says something of the topic of a new group
ALIKE = 0.60  # least similarity of two leftovers in one new group
WEIGHTS = {"characters": 0.45, "words": 0.35, "concepts": 0.75}
CHUNK = 2000  # rows of similarities held at once

jieba.setLogLevel(logging.WARNING)

_POLITE = re.compile(
    r"^(您好|你好|老师好|请问一下|请问|想请问|想问一下|想问下|想了解一下|想了解|我想知道|麻烦问下|方便问下|另外|还有|那个"
    r"|hi|hello|could you (please )?(tell|explain)( to)?( me)?|can you (please )?(tell|explain)( to)?( me)?"
    r"|may i (ask|know)|i('d| would) (like|love) to know|i was wondering|just curious|also|and)[\s,，:：!！、]*"
)
_LATIN = re.compile(r"[a-z0-9][a-z0-9+#.\-]*")
_STOP_ZH = "的 了 吗 呢 啊 吧 呀 是 有 会 我 你 您 我们 你们 贵 这 个 这个 一下"
_STOP_EN = "the a an is are do does i you your of to in for and"
_STOP = frozenset(_STOP_ZH.split()) | frozenset(_STOP_EN.split())


@dataclass(frozen=True)
class QuestionText:
    """A question to group: its id and its (masked) text."""

    question_id: str
    text: str


@dataclass(frozen=True)
class TextGroup:
    """Where a text belongs. `confidence` is the similarity, 0..1, to what it was grouped with."""

    topic: str
    canonical_id: str
    canonical_text: str
    confidence: float
    is_new_group: bool


@dataclass(frozen=True)
class QuestionGroup(TextGroup):
    """A question's group."""

    question_id: str


def group_questions(questions: Sequence[QuestionText]) -> list[QuestionGroup]:
    """The group of each question, in the same order; equal texts get equal groups.

    A text that asks several things is grouped by the first of them.
    """
    firsts = [split_questions(question.text)[0] for question in questions]
    pairs = zip(questions, group_texts(firsts), strict=True)
    return [QuestionGroup(**vars(group), question_id=question.question_id) for question, group in pairs]


def group_texts(texts: Sequence[str]) -> list[TextGroup]:
    """The group of each text, in the same order, whatever that order is. A new group is called as somebody
    wrote it: compared in lower case, but not shown so.
    """
    plain = [normalise(text) for text in texts]
    written: dict[str, str] = {}
    for text, own in sorted(zip(texts, plain, strict=True), key=lambda pair: (len(pair[0]), pair[0])):
        written.setdefault(own, text.strip())
    if not written:
        return []
    groups = _group_distinct(sorted(written))
    named = {
        own: replace(group, canonical_text=written[group.canonical_text]) if group.is_new_group else group
        for own, group in groups.items()
    }
    return [named[own] for own in plain]


def text_vectors(texts: Sequence[str]) -> Any:
    """Sparse rows for normalised texts; the dot product of two is their likeness, near 0..1."""
    return _model().vectors(texts)


def split_questions(text: str) -> list[str]:
    """The single questions of a text, at least one; thanks and greetings are no questions."""
    parts = [part.strip() for part in re.split(r"[?？;；\n]+", text)]
    asked = [
        part for part in parts if len(normalise(part)) > 1 and not re.fullmatch(r"(谢谢|多谢|thanks?).*", part, re.I)
    ]
    return asked or [text]


def normalise(text: str) -> str:
    """The text as it is compared: plain letters, lower case, without courtesies and closing marks."""
    plain = unicodedata.normalize("NFKC", text).strip().lower()
    before = None
    while before != plain:
        before, plain = plain, _POLITE.sub("", plain)
    return re.sub(r"[\s!！。.,，、~…\"'“”()（）]+$", "", re.sub(r"\s+", " ", plain)) or re.sub(r"\s+", " ", before)


def _words(text: str) -> list[str]:
    cut = (word.strip() for word in jieba.cut(text, HMM=False))
    return [word for word in cut if word and word not in _STOP and (_LATIN.fullmatch(word) or word.isalnum())]


@cache
def _concept_words() -> tuple[tuple[str, re.Pattern[str] | None, str], ...]:
    """(word, how a Latin one is found as a whole word, concept)."""
    return tuple(
        (word, re.compile(rf"\b{re.escape(word)}\b", re.ASCII) if word.isascii() else None, concept)
        for word, concept in concepts()
    )


def _concepts(text: str) -> list[str]:
    found = {
        concept
        for word, whole, concept in _concept_words()
        if word in text and (whole is None or whole.search(text) is not None)
    }
    return sorted(found)


@dataclass(frozen=True)
class _Model:
    vectorizers: tuple[tuple[float, TfidfVectorizer], ...]
    wordings: Any  # rows: wordings of the catalogue
    owner: tuple[Canonical, ...]  # whose wording each row is

    def vectors(self, texts: Sequence[str]) -> Any:
        """Rows whose dot product is the weighted cosine, near 0..1."""
        total = sum(weight for weight, _ in self.vectorizers)
        blocks = [vectorizer.transform(texts) * np.sqrt(weight / total) for weight, vectorizer in self.vectorizers]
        return csr_matrix(hstack(blocks))


@cache
def _model() -> _Model:
    owner = tuple(canonical for canonical in canonicals() for _ in canonical.wordings)
    texts = [normalise(wording) for canonical in canonicals() for wording in canonical.wordings]
    parts = {
        "characters": TfidfVectorizer(analyzer="char_wb", ngram_range=(1, 3), sublinear_tf=True),
        "words": TfidfVectorizer(analyzer=_words, sublinear_tf=True),
        "concepts": TfidfVectorizer(analyzer=_concepts),
    }
    fitted = tuple((WEIGHTS[name], vectorizer.fit(texts)) for name, vectorizer in parts.items())
    bare = _Model(fitted, None, owner)
    return _Model(fitted, bare.vectors(texts), owner)


def _group_distinct(texts: list[str]) -> dict[str, TextGroup]:
    model = _model()
    vectors = model.vectors(texts)
    nearest, similarity = _nearest(vectors, model.wordings)
    groups = {}
    for number, text in enumerate(texts):
        canonical, near = model.owner[nearest[number]], min(float(similarity[number]), 1.0)
        if near >= NEAR:
            groups[text] = TextGroup(canonical.topic, canonical.canonical_id, canonical.text, round(near, 4), False)
    left = [number for number, text in enumerate(texts) if text not in groups]
    topics = [model.owner[nearest[n]].topic if similarity[n] >= TOPIC_NEAR else "other" for n in left]
    return groups | _new_groups([texts[n] for n in left], vectors[left], topics)


def _nearest(vectors: Any, wordings: Any) -> tuple[list[int], list[float]]:
    rows: list[int] = []
    values: list[float] = []
    for start in range(0, vectors.shape[0], CHUNK):
        near = (vectors[start : start + CHUNK] @ wordings.T).toarray()
        best = near.argmax(axis=1)
        rows += best.tolist()
        values += near[np.arange(len(best)), best].tolist()
    return rows, values


def _new_groups(texts: list[str], vectors: Any, topics: list[str]) -> dict[str, TextGroup]:
    if not texts:
        return {}
    _, labels = connected_components(_alike(vectors), directed=False)
    groups: dict[str, TextGroup] = {}
    for label in sorted(set(labels.tolist())):
        members = [number for number, own in enumerate(labels) if own == label]
        name = min((texts[number] for number in members), key=lambda text: (len(text), text))
        topic = min(Counter(topics[number] for number in members).items(), key=lambda item: (-item[1], item[0]))[0]
        canonical_id = f"new_{hashlib.sha256(name.encode()).hexdigest()[:12]}"
        groups |= {texts[number]: TextGroup(topic, canonical_id, name, ALIKE, True) for number in members}
    return groups


def _alike(vectors: Any) -> Any:
    lengths = np.sqrt(vectors.multiply(vectors).sum(axis=1)).A1 if vectors.nnz else np.ones(vectors.shape[0])
    scaled = csr_matrix(vectors.multiply((1 / np.where(lengths > 0, lengths, 1.0))[:, None]))
    rows: list[Any] = []
    columns: list[Any] = []
    for start in range(0, scaled.shape[0], CHUNK):
        hits = (scaled[start : start + CHUNK] @ scaled.T).toarray() >= ALIKE
        row, column = np.nonzero(hits)
        rows.append(row + start)
        columns.append(column)
    row, column = np.concatenate(rows), np.concatenate(columns)
    return csr_matrix((np.ones(len(row)), (row, column)), shape=(scaled.shape[0],) * 2)

"""Question grouping: each question gets a topic and a canonical question. Offline, deterministic.

`grouping` decides, `files` reads and writes the command's CSV; the catalogue and the lexicon are data.
"""

from transforms.topics.files import group_file
from transforms.topics.grouping import (
    QuestionGroup,
    QuestionText,
    TextGroup,
    group_questions,
    group_texts,
    split_questions,
)

__all__ = [
    "QuestionGroup",
    "QuestionText",
    "TextGroup",
    "group_file",
    "group_questions",
    "group_texts",
    "split_questions",
]

"""The grouping of a CSV file: `huiyin topics group`. Reads a column `text`, keeps the others."""

from pathlib import Path

import pandas as pd

from app.kit.errors import BadInput
from transforms.topics.grouping import TextGroup, group_texts, split_questions

OUTPUT = ("text", "topic", "canonical_id", "canonical_text", "confidence", "is_new_group", "also")


def group_file(input_path: Path, output_path: Path) -> int:
    """Group the questions of `input_path` into `output_path`; the number of rows.

    Rows keep their order. `also` holds the canonical ids of further questions of the same text,
    joined by "; ". Other columns follow; one that has an output's name is prefixed with `input_`.
    Raises `BadInput` before anything is written.
    """
    frame = _read(input_path)
    parts = [split_questions(text) for text in frame["text"]]
    flat = iter(group_texts([part for asked in parts for part in asked]))
    grouped = [[next(flat) for _ in asked] for asked in parts]
    result = pd.DataFrame([_row(groups) for groups in grouped], columns=list(OUTPUT[1:]), index=frame.index)
    result.insert(0, "text", frame["text"])
    kept = frame.drop(columns="text").rename(columns=lambda name: f"input_{name}" if name in OUTPUT else name)
    result.join(kept).to_csv(output_path, index=False, encoding="utf-8")
    return len(result)


def _row(groups: list[TextGroup]) -> list[object]:
    first = groups[0]
    further = dict.fromkeys(group.canonical_id for group in groups[1:] if group.canonical_id != first.canonical_id)
    values = [first.topic, first.canonical_id, first.canonical_text, first.confidence, first.is_new_group]
    return [*values, "; ".join(further)]


def _read(path: Path) -> pd.DataFrame:
    name = path.name
    try:
        frame = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise BadInput("There is no file {name}.", name=name) from error
    except UnicodeDecodeError as error:
        raise BadInput("{name} is not UTF-8.", mend="Save it as CSV UTF-8.", name=name) from error
    except (pd.errors.EmptyDataError, pd.errors.ParserError) as error:
        raise BadInput("{name} can't be read as CSV.", name=name) from error
    if "text" not in frame.columns:
        raise BadInput("{name} has no column `text`.", mend="Name the column of questions `text`.", name=name)
    return frame

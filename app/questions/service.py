"""The questions' face to other domains and to the edges: verbs and views, in one place.

The verbs live in modules by side: asking (the candidate's), answering and owners (the owner's), library.
"""

from app.questions.answering import answer_question, correct_answer
from app.questions.asking import ask_question, rate_answer, reopen_question
from app.questions.copied import copies_of
from app.questions.library import (
    edit_library_answer,
    propose_for_library,
    publish_library_answer,
    retire_library_answer,
    review_library_answer,
    similar_answers,
    submit_library_answer,
    write_library_answer,
)
from app.questions.owners import possible_owners, reassign_question
from app.questions.schemas import (
    AnswerView,
    LibraryAnswerView,
    LibraryText,
    OwnedQuestion,
    QuestionContext,
    QuestionView,
    ReassignmentView,
    SimilarAnswer,
)
from app.questions.views import (
    library_answer_view,
    library_page,
    library_versions,
    owner_queue,
    question_context,
    question_view,
    questions_of,
    questions_of_application,
    questions_owned_by,
    questions_page,
    reassignments_of,
)

__all__ = [
    "AnswerView",
    "LibraryAnswerView",
    "LibraryText",
    "OwnedQuestion",
    "QuestionContext",
    "QuestionView",
    "ReassignmentView",
    "SimilarAnswer",
    "answer_question",
    "ask_question",
    "copies_of",
    "correct_answer",
    "edit_library_answer",
    "library_answer_view",
    "library_page",
    "library_versions",
    "owner_queue",
    "possible_owners",
    "propose_for_library",
    "publish_library_answer",
    "question_context",
    "question_view",
    "questions_of",
    "questions_of_application",
    "questions_owned_by",
    "questions_page",
    "rate_answer",
    "reassign_question",
    "reassignments_of",
    "reopen_question",
    "retire_library_answer",
    "review_library_answer",
    "similar_answers",
    "submit_library_answer",
    "write_library_answer",
]

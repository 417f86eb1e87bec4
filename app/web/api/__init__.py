"""The JSON API, `/api/v1`. A route is five lines: who, parsed body, one call, allow-listed answer.

How to add a route
------------------
In the resource's module (one per resource; a new one is entered in `resources.py`)::

    router = ApiRouter("questions")                       # the chapter in the description

    class Answer(Body):                                   # what is sent: every field with a limit
        text: Words                                       # types: bodies.py (Name Line Words Moment Day Count …)
        is_holding_reply: bool = False
        example: ClassVar[dict[str, Any]] = {"text": "Three months."}    # needed; a test validates it

    class QuestionOut(Out):                               # what is answered: these fields and no other
        id: UUID
        text: str
        answered_at: When | None

    @router.post("/questions/{question_id}/answer", staff_as(Role.QUESTION_OWNER), "Answer it", takes_match=True)
    def answer_question(call: Call, question_id: UUID, body: Answer) -> QuestionOut:
        see_question(call, question_id)                               # who: objects.py; NotFound for a foreign one
        call.require_match("questions", question_id, lambda: _shown(call, question_id))   # If-Match, if it is sent
        questions.answer_question(call.unit, question_id, body.text)  # one call
        return _shown(call, question_id)                              # allow-listed

- **Who** is the policy (which roles, `candidates=True` for a candidate's own) and then the object:
  ask `objects.py` before anything is done or said. `call.viewer` is a `Viewer` or a `CandidateViewer`;
  `call.staff` and `call.candidate` are the one or refuse. `call.unit.actor` is set already.
- **Arguments** come by their annotation: `UUID` named in the path (what is no id is 404), a `Body`,
  `Annotated[SomeParameters, Query()]` (`InPages` for lists), `UploadedFile` for multipart (then give
  the policy a `max_body`). Unknown keys, NULs, times without zone and wrong types are refused with
  `invalid_input` before the endpoint is called; so is a body that is not `application/json`.
- **Raise** the domain's errors; they become problem documents. Rows that were written are rolled
  back; `return Refused(error)` keeps them. Foreign keys and unique keys that the database refuses
  become `unknown_reference` and `already_there` by themselves.
- **Return** an `Out` (`SomeOut.of(view, hidden={…}, id=view.some_id)`: `hidden` fields are not sent),
  a `PageOf[SomeOut]`, or None for 204. `hidden` fields need a default. For a raw download return a
  Starlette response, from a GET.
- **Lists**: `page.read(partial(domain.things, call.unit), lambda row: row.thing_id)` where
  `things(unit, after, limit)` reads from its repository, then `PageOf[ThingOut].of_slice(found, shown)`.
  What the viewer may not see is left out by the query, never after its `limit`; where few are left out
  `seen_only` reads on until the page is full.
- **Personal values** stand in no address: what is looked for by one is asked for in a body
  (`@router.ask(…)`, a POST that reads and needs no key).
- **Writes** need an `Idempotency-Key`; the framework keeps the answer in the same transaction. What
  must not be kept, such as a token, is named in `Out.once`.
- **ETags** are on every GET, PUT and PATCH that answers one object: the hash of the answer, so
  don't put what depends on the present moment into it. `takes_match=True` says that the route calls
  `require_match`, and puts `If-Match` into the description; `needs_match=True` insists on it.
- The operation's id is the endpoint's name; it must be the only one of that name. A docstring
  becomes the long description.
"""

"""What configuration files may be refused for. All of a folder is looked at before one is raised."""

from app.kit.errors import BadInput


class BadConfiguration(BadInput):
    """`problems` are all that was found, each with its file and line."""

    code = "bad_configuration"
    message = "Nothing was changed. Problems of the configuration: {count}; the first: {first}"
    mend = "Correct the files; `huiyin config diff DIR` says when they can be read."

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__(count=len(problems), first=problems[0])


class NoConfiguration(BadInput):
    code = "no_configuration"
    message = "There is no configuration in that folder."
    mend = "`huiyin config export DIR` writes one."

"""The errors that the commands report as one line and exit code 1."""


class TrainingError(Exception):
    """A problem with the input or the result; its message is written for the user."""


class CheckFailed(TrainingError):
    """A measured figure missed its threshold."""

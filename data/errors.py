"""What can go wrong for a user, one exception type per part, each message a sentence that a person can act on."""


class NewstideError(Exception):
    """Base of every error that newstide raises on purpose: says what was wrong, where, and what to do.

    Attributes
    ----------
    exit_code : int
        Of the command line: 1 nothing usable, 2 wrong use, 4 the surroundings fail.
    """

    exit_code = 1


class OriginError(NewstideError):
    """An origin (file, folder, stream) cannot be read at all."""


class StoreError(NewstideError):
    """The store cannot be opened, read or written."""

    exit_code = 4


class OutdatedError(StoreError):
    """What was to be written was worked out from a state of the store that is no longer the present one."""

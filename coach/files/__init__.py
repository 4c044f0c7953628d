"""Finds and reads files, and replaces them so that the old or the new content is there, whole.

A path that a person gives goes through `given_path`. A file from outside is read by `read_given` or opened by
`open_given`. A file of coach's own is written by `replacing`; a change that begins with reading it is made in `locked`.
"""

from coach.files._locks import locked
from coach.files._paths import (
    bundled,
    data_folder,
    given_path,
    in_a_home,
    own_scripts_folder,
    path_in_variable,
)
from coach.files._reading import open_given, read_given, refuse_special
from coach.files._replacing import remove_abandoned, replacing

__all__ = [
    "bundled",
    "data_folder",
    "given_path",
    "in_a_home",
    "locked",
    "open_given",
    "own_scripts_folder",
    "path_in_variable",
    "read_given",
    "refuse_special",
    "remove_abandoned",
    "replacing",
]

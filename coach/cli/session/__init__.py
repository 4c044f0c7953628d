"""The part of the command line that commands for a session share: from its name and options to its plan and timeline.

- `options` lists the options with their defaults and readers, and `command` declares and reads those of a command.
- `remembered` lets the settings that coach remembers stand in for options that are not given.
- `naming` finds the script that a person names, and `preparing` makes the timeline under a bar.
"""

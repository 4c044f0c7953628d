"""Speaks with the voices of the operating system.

`voice` is the adapter. It hands each text to `_process`, which starts `_child` for it and fetches the recording.
`_version` tells which engine there is, without starting it.
"""

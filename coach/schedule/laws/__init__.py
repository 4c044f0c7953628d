"""The laws of a session, and how each is checked on a finished timeline.

`law` has their numbers and words. `evidence` pairs the timeline with its script: `deeds` reads the steps, and
`prescription` the source. Each other module checks a few laws: it takes the evidence and yields findings.
"""

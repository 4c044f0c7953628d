"""Plays a session on a loudspeaker.

In the order of the data: `resume_point` finds where a session goes on after an interruption, `sources` makes the blocks
to play, `feed` cuts them to what a sink asks for, and `sinks` bring them to a device. Around that, `watch` counts what
a sink takes, `loudspeaker` opens sinks and finds a lost one, `destination` knows what is played next, `commands` queues
what a person asks for, `states` holds the table of the player's states, and `player` brings all of them together.
"""

"""Pieces of audio as values, how they are read from files, measured and changed. Knows no voice and no timeline.

In the order of the data: `format` names a kind of samples; `buffer` holds, cuts and resamples them; `pcm` converts them
to integers and back; `pcm_file` reads WAV and AIFF from bytes, `sound_file` any other recording from disk; `loudness`
and `true_peak` measure, `limiter` and `time_stretch` change.
"""

"""Turns sentences into finished clips, with a voice of the person's choice.

`voice` says what a voice is; `hibari`, `piper` and `system` are voices, and `hibari_models` installs some. `pace` finds
out how to make a voice speak at a speed, `cache` keeps clips on disk, and `speaker` joins all of these.
"""

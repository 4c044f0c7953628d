"""A session's audio files, encoded block by block.

`formats` writes a file with the module of its format: `_wav`, `_flac`, `_opus`, `_mp3` or `_mpeg4`. Each of these has
`encode(file, blocks, audio_format, frames, tags)`. `_flac`, `_opus` and `_mp3` put our own file structure around a
stream from `_encoder`, the adapter to libsndfile; `_mpeg4` runs ffmpeg. `tags` holds what a file says about itself;
FLAC and Opus store it as a `_vorbis_comment`.
"""

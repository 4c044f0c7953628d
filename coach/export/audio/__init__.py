"""A session's audio files, encoded block by block.

`formats` writes a file with the module of its format: `_wav`, `_flac`, `_opus` or `_mp3`. Each of these has
`encode(file, blocks, audio_format, frames, tags)`. All but `_wav` put our own file structure around a stream from
`_encoder`, the adapter to libsndfile. `tags` holds what a file says about itself; FLAC and Opus store it as a
`_vorbis_comment`.
"""

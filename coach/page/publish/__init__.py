"""Writes a static site: a page a routine with its sound beside it, an index, a feed for podcast players, and what makes
it work without a network. It prints nothing.

- `site_file` reads the author's choices, and `address` where the site will be.
- `rendering` makes the files of one routine, `episode` keeps what is known of it, and `kept` tells what has changed.
- `pages`, `feed`, `web_manifest` and `service_worker` make the text of each file from the episodes.
- `site` decides which files the site has and in which order they are written.
"""

"""What speaks: the voice protocol, one adapter a module, the clip cache, and the speaker that joins them."""

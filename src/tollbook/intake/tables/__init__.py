"""Tables of peers, each kind its own module, all the same rows of claims; ``kinds`` is the door."""

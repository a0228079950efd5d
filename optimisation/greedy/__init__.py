"""A plan without any solver, within a second: every search starts from it, however little processor it gets."""

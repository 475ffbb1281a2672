"""Makes a release: what is published, built, checked, and tried as people install it."""

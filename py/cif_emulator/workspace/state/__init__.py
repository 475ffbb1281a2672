"""Plain data: what a workspace holds, what happens in it, and the one holder of it all."""

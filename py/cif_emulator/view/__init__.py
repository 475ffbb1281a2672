"""What the page draws, made from the state: typed, and the only room that writes camelCase for JavaScript."""

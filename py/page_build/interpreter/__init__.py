"""What the build knows of the inside of the page's interpreter. Its modules run there, not on the host.

No other module leans on what one release of Python has and the next may not have.
"""

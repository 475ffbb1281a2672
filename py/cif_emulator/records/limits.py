"""How much the records take in one call. What lies beyond is refused before anything parses or stores it.

In the browser a C-level stack overflow ends the interpreter and all state with it, so nothing in this room
may recurse as deep as a caller likes; the product has limits too, and where it publishes one, that one is
used.
"""

from __future__ import annotations

# The longest URL that the Web API takes in a GET request.
QUERY_LENGTH = 32_768

# FetchXML, which the Web API's filters become, takes 500 conditions.
CONDITIONS = 500

# SQL Server, under the product, binds 2,100 parameters; values of `in` lists become parameters.
LIST_VALUES = 2_000

# Parentheses, `not` and lambda expressions inside one another; people write five. SQLite's parser stacks
# 100 symbols, and a level of `and` in `or` takes three of them, a lambda expression (a subquery) twelve.
FILTER_NESTING = 25
LAMBDA_LEVELS = 4

# Navigation properties in one path. The product allows several; every step is a join.
PATH_STEPS = 10

# Tables in one query; SQLite joins 64.
JOINS = 60

# Items of an `$orderby`.
ORDERINGS = 50

# `$expand` inside `$expand`; and the number of `$expand` items that the product allows in a query.
EXPAND_NESTING = 5
EXPANSIONS = 15

# Rows that one query gives at most.
PAGE_SIZE = 5_000

# `%`, `_` and `[…]` in one text: SQLite matches each `%` by a recursive call.
WILDCARDS = 100

# The longest text that the product stores in one column.
TEXT_LENGTH = 1_048_576

# Related records inside one payload, and records and values in it altogether.
PAYLOAD_NESTING = 10
PAYLOAD_VALUES = 10_000

# Columns that come with records and that no definition names; SQL Server has 1,024 in a table.
CUSTOM_COLUMNS = 500

# Columns that a definition may name. SQLite has 2,000: a text takes a second one for what it is compared by,
# unless the table is so wide that this is worked out anew, and a lookup one for its table. Some are left for
# columns of the entity reference.
COLUMNS = 1_024
PHYSICAL_COLUMNS = 1_900

# Words that a search text is split into.
SEARCH_WORDS = 20

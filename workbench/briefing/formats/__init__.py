"""How a brief is laid out: one module for each kind of file; none of them works out a number."""

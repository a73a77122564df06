"""The renovation plan: a mixed-integer programme over the homes, what it promises, and what would have to give way."""

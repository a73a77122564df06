"""The synthetic county, made step by step from published statistics."""

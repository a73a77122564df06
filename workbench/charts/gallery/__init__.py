"""Every figure in both languages on offline pages, drawn from a sample county."""

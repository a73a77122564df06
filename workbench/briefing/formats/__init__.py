"""Formats of a brief, one module each: page, workbook, memo, slides; none of them works out a number."""

"""The derivative table: every operation is one row, beside the function that checks its arguments.

The rows are declared with `record.Op`, or with `record.unary` and `record.binary`, which have a shorter way.
"""

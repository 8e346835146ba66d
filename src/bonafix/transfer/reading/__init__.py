"""Reading strangers' tables: in a child process with limits, without Django, without formulas."""

"""The instructor's side: what is added to nbgrader, by its own extension points. See nbgrader_config.py."""

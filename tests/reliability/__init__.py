"""That nothing is lost, nothing false is served and nothing ends in a traceback: `python -m tests.reliability`."""

"""Reference pages made from the code's own declarations: the month's plan, the ODD document, the parameter table.

``python -m experiments.reference`` writes them to ``docs/reference``; a test compares them with what it would write.
"""

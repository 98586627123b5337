"""Measures the product against floors taken in the same run: `manage.py bench`.

Seconds differ from machine to machine, ratios hardly do; so every budget is a ratio between ours
and a floor that nothing could beat, or a bound that leaves a machine much room.
"""

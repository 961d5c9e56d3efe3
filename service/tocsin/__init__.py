"""Tocsin: article URLs in, enriched articles and alerts of escalation out.

Read `core/records/` for what travels, `stages/` for the way it takes, `wiring.py` for who drives.
"""

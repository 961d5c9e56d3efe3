"""The corridors: one file a hop between topics, each reading top to bottom; its branching is all there.

admission.py    submitted  -> admitted | ended
enrichment.py   admitted   -> enriched | ended | a retry topic
retrying.py     retry tier -> admitted
alerting.py     signals    -> mentions, events, alerts
ending.py       how every stage lets a submission out by a door
"""

"""What travels, in the order in which it comes into being.

`Delivery -> Submission -> Admitted -> Fetched -> (Extracted, Tagged, Fingerprint) -> Article`, and beside
them `Outcome`, `Mention`, `Event`, `Alert`, `ThreadState`, `Progress`. Records that are published are frozen
dataclasses; `codec.py` writes them and `schema.py` describes them in `schemas/`.
"""

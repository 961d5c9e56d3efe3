"""How much of a page a record may carry, so that it stays below 1,000,000 bytes with all its signals."""

# Two thirds of a record; `parsing/job.py` cuts once more where the signals need the room.
TEXT_BYTES_MAX = 650_000
TITLE_CHARS_MAX = 500
NAME_CHARS_MAX = 120
AUTHORS_MAX = 20
URL_CHARS_MAX = 2_048
# Of a class or an id. Thousands of answers to them are remembered, and a page of ten MiB may be one class.
NAMES_CHARS_MAX = 2_000

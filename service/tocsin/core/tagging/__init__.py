"""Text -> signals. Read `signals/` for what is looked for, `status.py` for whether it happened."""

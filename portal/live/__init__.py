"""The broker and the stream door: knows topics and bytes, no feature, no Flask, no database."""

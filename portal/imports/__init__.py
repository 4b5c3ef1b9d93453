"""Reports from elsewhere: read from a file, and brought in by the same verbs, dated as they were."""

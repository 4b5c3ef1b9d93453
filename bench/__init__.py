"""How fast the portal's pages and votes are, as ratios to a bare Flask page (see docs/decisions/bench.md)."""

"""A made-up subdistrict to try the portal with; its texts are in people.toml and stories/."""

"""Names the newest step of each database, so that opening needs one raw query and no Alembic."""

HEAD = {"programme": "2026_11_28_newest_first", "partner": "2026_11_27_partner_grants"}

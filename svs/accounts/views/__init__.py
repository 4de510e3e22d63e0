"""Pages of people, teams, roles and signing in."""

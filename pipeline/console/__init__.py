"""Web pages and the JSON API over the app."""

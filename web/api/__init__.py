"""The interface for other programs: JSON under `/api/`, described by OpenAPI, and a page that shows it to people."""

"""Steps of project.yml that spaCy has no command for."""

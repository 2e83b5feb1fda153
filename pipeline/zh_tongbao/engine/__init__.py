"""Running a corpus through the pipeline: one row, several processes, several machines; parts, manifest and resume."""

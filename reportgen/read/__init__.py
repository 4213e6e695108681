"""Run folder -> Run. The only code that opens a run's files, and it never writes one."""

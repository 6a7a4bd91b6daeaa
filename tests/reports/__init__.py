"""What the modules of outreach_cli/reports promise, one by one."""

"""What the modules of outreach_cli/commands promise, one by one."""

"""What the modules of outreach_cli/populations promise, one by one."""

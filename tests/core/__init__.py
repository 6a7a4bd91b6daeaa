"""What the modules of outreach_cli/core promise, one by one."""

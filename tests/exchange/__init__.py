"""What the modules of outreach_cli/exchange promise, one by one."""

"""What the modules of outreach_cli/console promise, one by one."""

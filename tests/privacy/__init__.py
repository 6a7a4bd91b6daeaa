"""What the modules of outreach_cli/privacy promise, one by one."""

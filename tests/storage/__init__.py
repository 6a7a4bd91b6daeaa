"""What the modules of outreach_cli/storage promise, one by one."""

"""What the modules of outreach_cli/tables promise, one by one."""

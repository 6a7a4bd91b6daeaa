"""What the modules of outreach_cli/register promise, one by one."""

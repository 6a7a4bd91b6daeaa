"""`python -m outreach_cli`, the same as `outreach`."""

from outreach_cli.cli import main

main()

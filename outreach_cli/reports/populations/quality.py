"""What a coordinator should mend: flaws in the records, each from the day it became one until it is gone."""

from outreach_cli.records import Label
from outreach_cli.records.types import Choice

CHECK = Choice(Label("kontrol", "check"), {})

"""Acknowledged means kept: the register under kills, failing disks and power cuts."""

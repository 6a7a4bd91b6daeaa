"""Figures, not tests: how long things take beside their peers, as ratios of one run on one machine."""

"""What is published: which figures are hidden or rounded, and what was published before."""

"""What is registered: finding it, writing it in changes, and taking changes back."""

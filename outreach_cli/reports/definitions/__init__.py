"""What a report is: its declaration, rows, measures and filters, and the reports that the program has."""

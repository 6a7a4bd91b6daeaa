"""The machinery of the command line: parameters, help, completion, prompts and output."""

"""weights/*.pt -> what it describes, without torch and without running pickle."""

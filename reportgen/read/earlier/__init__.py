"""Old reports and their JSON -> the runs that they tell."""

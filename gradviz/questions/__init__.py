"""Questions: wrong rules, numbers that tell them apart, diagnosis, exercises and attempts."""

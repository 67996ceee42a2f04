"""`tape`: code and the tape that it writes, line by line."""

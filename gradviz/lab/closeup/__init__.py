"""`zoom`, `gates`, `nudge`: one operation, five gates, one push."""

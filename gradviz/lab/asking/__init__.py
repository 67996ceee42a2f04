"""`ask`, `quiz`, `predict`, `hunt`: questions as figures."""

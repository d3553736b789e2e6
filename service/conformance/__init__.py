"""Tests any CDS service against the CDS Hooks specification, from outside, over HTTP.

It knows nothing of this service: rules (`rules.toml`) are tied by id to small functions that send something and say what
they saw.
Start reading at `run.py`; `rule.py` says what a rule is, `target.py` what is asked of a service.
"""

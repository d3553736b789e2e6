"""Tests of the pages as they leave the service."""

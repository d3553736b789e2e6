"""The whole service: gather, read, judge, render. Start reading here."""

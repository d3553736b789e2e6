"""Clinical knowledge as data: TOML tables, read strictly and once. This package imports nothing of the program but `errors`.

Two kinds of table live here:
- clinical tables (`anatomy`, `signs`, `presentations`, ...): what medicine says, each entry cited and marked for certainty;
- `lexicon/`: words and codes by which `reading` recognises an id of those tables. No medicine there.
"""

"""Facts → Assessment. Pure: no FHIR, no words, no clock, no I/O, no settings, no logging."""

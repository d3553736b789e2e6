"""Record → Facts. The only package that knows FHIR paths, code systems and clinical language. No I/O, no medicine."""

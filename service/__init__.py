"""lumbar-concordance: which lumbar imaging findings explain this patient, told to the clinician as CDS cards."""

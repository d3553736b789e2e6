"""Reading the words of a lumbar radiology report; `service.reading.report_text` is the way in."""

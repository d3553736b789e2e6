"""Assessment → cards. All the words, and no medicine: nothing here decides what is true of the patient."""

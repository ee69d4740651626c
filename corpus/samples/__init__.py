"""The sample corpus, as files a user could have written."""

"""Reading a mail that somebody sent as an answer: from whom and to where, what they wrote, what they added.

Pure: neither Django nor a model. A mail is a stranger's until it is shown otherwise, so nothing here trusts what it says of
itself: sizes, depths and counts are bounded before anything is taken apart, and a wrong charset costs a letter, not the mail.
"""

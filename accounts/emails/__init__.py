"""The mails about an account: one function a message, in modules by what they are about."""

"""The only code that writes money: reserve, commit, pay, release. It has no pages."""

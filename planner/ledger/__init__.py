"""The only writer of money: reserve, commit, pay, release. It has no pages."""

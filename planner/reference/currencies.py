"""Currencies in which costs arise here; all have two decimals, which amounts as minor units rely on."""

CURRENCIES = ("CZK", "EUR", "USD", "GBP", "CHF", "PLN")

"""The number of decimals of a currency (ISO 4217), which defines its minor unit."""

WITHOUT = frozenset("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split())  # noqa: SIM905
WITH_THREE = frozenset(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"))


def minor_digits(currency: str) -> int:
    """Number of decimals of an amount in this currency: 0 for JPY and VND, 3 for KWD, 2 for most others."""
    return 0 if currency in WITHOUT else 3 if currency in WITH_THREE else 2

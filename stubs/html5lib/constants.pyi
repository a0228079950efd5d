E: dict[str, str]

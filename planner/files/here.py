"""The vault of the running application, for views that store or read files."""

from planner.files.vault import Vault
from planner.web.pages import config


def vault() -> Vault:
    """Where this application keeps files."""
    return Vault.of(config())

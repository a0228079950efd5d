"""The vault of the running application, for views that store or read files."""

from planner.files.vault import Vault
from planner.web.pages import config


def vault() -> Vault:
    """The vault with the files of this application."""
    return Vault.of(config())

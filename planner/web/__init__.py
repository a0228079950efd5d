"""The web layer: access, forms, errors, navigation, security headers, conflicts and retries."""

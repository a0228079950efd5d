"""The edge of the application: access, forms, errors, navigation, security headers, conflicts and retries."""

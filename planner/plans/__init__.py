"""Plans of who travels when: calculated, shown, changed manually, compared and confirmed."""

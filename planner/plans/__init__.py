"""Plans of who travels when: calculated by the engine, shown, changed manually, compared and confirmed."""

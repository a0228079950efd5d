"""Plans of who travels when: asked of the engine, shown, changed by hand, compared and confirmed."""

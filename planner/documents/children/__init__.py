"""Papers of a child who travels without its parents or with one of them: which are needed, their form, their acts."""

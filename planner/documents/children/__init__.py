"""Documents of a child who travels without parents or with one of them: which are needed, form and operations."""

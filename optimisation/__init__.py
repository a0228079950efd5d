"""The engine: a frozen planning problem in, the best plan out, every rule checked without the solver."""

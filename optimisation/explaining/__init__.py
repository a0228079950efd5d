"""Why a case is left, and the smallest changes that would place it."""

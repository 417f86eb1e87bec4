"""Bundles: everything that proves how one application was treated, in one file that a stranger can check."""

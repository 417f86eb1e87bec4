"""The two borders, landing and publication: what must hold before data go on."""

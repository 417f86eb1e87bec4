"""Campus days: many candidates over many panels, planned from a sheet or chosen by the candidates themselves."""

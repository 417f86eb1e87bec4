"""The example company: a made-up bank and its year of hiring, built through the services only."""

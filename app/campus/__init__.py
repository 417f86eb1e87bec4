"""Days with many candidates: sessions from a sheet, slots that candidates choose themselves."""

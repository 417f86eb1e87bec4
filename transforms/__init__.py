"""Everything that derives a table from tables: the dbt project and its runner, question grouping."""

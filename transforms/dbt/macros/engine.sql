{# What engines spell differently. A second adapter adds its twin of a macro, models stay as they are. #}

{# Exact continuous quantile over a group; nulls are left out. #}
{% macro quantile(expression, share) -%}
    {{ return(adapter.dispatch('quantile', 'huiyin')(expression, share)) }}
{%- endmacro %}

{% macro duckdb__quantile(expression, share) -%}
    quantile_cont({{ expression }}, {{ share }})
{%- endmacro %}

{% macro default__quantile(expression, share) -%}
    percentile_cont({{ share }}) within group (order by {{ expression }})
{%- endmacro %}

{# Number of rows of a group for which a condition holds (BIGINT; null counts as no). #}
{% macro count_if(condition) -%}
    count(case when {{ condition }} then 1 end)
{%- endmacro %}

{# Numerator over denominator as 0..1; null where there is nothing to divide by. #}
{% macro rate(numerator, denominator) -%}
    cast({{ numerator }} as double) / nullif({{ denominator }}, 0)
{%- endmacro %}

{# A UTC time (without zone) as local time of a zone named by an expression. #}
{% macro local_time(utc_time, zone) -%}
    {{ return(adapter.dispatch('local_time', 'huiyin')(utc_time, zone)) }}
{%- endmacro %}

{% macro duckdb__local_time(utc_time, zone) -%}
    timezone({{ zone }}, timezone('UTC', {{ utc_time }}))
{%- endmacro %}

{% macro default__local_time(utc_time, zone) -%}
    ({{ utc_time }} at time zone 'UTC' at time zone {{ zone }})
{%- endmacro %}

{# Monday of a time's week, as a date. #}
{% macro week_start(local_time) -%}
    cast(date_trunc('week', {{ local_time }}) as date)
{%- endmacro %}

{# Number of entries of a JSON array held as text. #}
{% macro json_length(json_text) -%}
    {{ return(adapter.dispatch('json_length', 'huiyin')(json_text)) }}
{%- endmacro %}

{% macro duckdb__json_length(json_text) -%}
    json_array_length({{ json_text }})
{%- endmacro %}

{# The nth entry (from 0) of a JSON array, as JSON text. #}
{% macro json_entry(json_text, position) -%}
    {{ return(adapter.dispatch('json_entry', 'huiyin')(json_text, position)) }}
{%- endmacro %}

{% macro duckdb__json_entry(json_text, position) -%}
    cast(json_extract({{ json_text }}, '$[' || {{ position }} || ']') as varchar)
{%- endmacro %}

{# The nth entry (from 0) of a JSON array of strings, as plain text. #}
{% macro json_entry_value(json_text, position) -%}
    {{ return(adapter.dispatch('json_entry_value', 'huiyin')(json_text, position)) }}
{%- endmacro %}

{% macro duckdb__json_entry_value(json_text, position) -%}
    json_extract_string({{ json_text }}, '$[' || {{ position }} || ']')
{%- endmacro %}

{# A key's value in a JSON object, as plain text; objects and arrays stay JSON text. #}
{% macro json_value(json_text, key) -%}
    {{ return(adapter.dispatch('json_value', 'huiyin')(json_text, key)) }}
{%- endmacro %}

{% macro duckdb__json_value(json_text, key) -%}
    json_extract_string({{ json_text }}, '$.{{ key }}')
{%- endmacro %}

{# A number 0..1 drawn by a hash of the key: the same for every run and machine. #}
{% macro hashed_share(key) -%}
    {{ return(adapter.dispatch('hashed_share', 'huiyin')(key)) }}
{%- endmacro %}

{% macro duckdb__hashed_share(key) -%}
    cast('0x' || substr(md5({{ key }}), 1, 8) as bigint) / 4294967296.0
{%- endmacro %}

{# The numbers 0 .. below - 1 as rows of a column `position`. #}
{% macro numbers(below) -%}
    {%- for position in range(below) -%}
        select {{ position }} as position{{ ' union all ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}

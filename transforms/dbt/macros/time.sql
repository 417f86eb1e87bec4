{# Elapsed and business time, in whole microseconds, so that no rounding ever decides. #}

{# From one UTC time to a later one (negative when it is earlier), as BIGINT. #}
{% macro micros_between(from_at, until_at) -%}
    {{ return(adapter.dispatch('micros_between', 'huiyin')(from_at, until_at)) }}
{%- endmacro %}

{% macro duckdb__micros_between(from_at, until_at) -%}
    (epoch_us({{ until_at }}) - epoch_us({{ from_at }}))
{%- endmacro %}

{% macro default__micros_between(from_at, until_at) -%}
    {{ datediff(from_at, until_at, 'microsecond') }}
{%- endmacro %}

{# A UTC time moved by microseconds. #}
{% macro add_micros(at, micros) -%}
    {{ return(adapter.dispatch('add_micros', 'huiyin')(at, micros)) }}
{%- endmacro %}

{% macro duckdb__add_micros(at, micros) -%}
    ({{ at }} + to_microseconds({{ micros }}))
{%- endmacro %}

{% macro default__add_micros(at, micros) -%}
    {{ dateadd('microsecond', micros, at) }}
{%- endmacro %}

{# Microseconds as seconds (double: the same value as Python's timedelta.total_seconds()). #}
{% macro seconds(micros) -%}
    ({{ micros }}) / 1000000.0e0
{%- endmacro %}

{# Seconds as hours. #}
{% macro hours(seconds) -%}
    ({{ seconds }}) / 3600.0e0
{%- endmacro %}

{# Working time since the calendar's first day, read at a time, on a joined row of
   int_calendar_spans. Business time between two events is the difference of two readings. #}
{% macro work_clock(span, at) -%}
    {{ span }}.work_micros_at_from
        + case when {{ span }}.is_open then {{ micros_between(span ~ '.from_at', at) }} else 0 end
{%- endmacro %}

{# The span that holds a time: equality on calendar and UTC date (a hash join), then the range. #}
{% macro within_span(span, calendar_id, at) -%}
    {{ span }}.calendar_id = {{ calendar_id }}
        and {{ span }}.utc_on = cast({{ at }} as date)
        and {{ span }}.from_at <= {{ at }}
        and {{ at }} < {{ span }}.until_at
{%- endmacro %}

{# Working time is looked up backwards in steps of eight hours (see int_calendar_spans_bucketed). #}
{% macro work_bucket_micros() -%}
    28800000000
{%- endmacro %}

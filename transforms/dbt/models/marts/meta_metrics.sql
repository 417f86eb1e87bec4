{# The rows come from metrics.yml, the one place where a metric's contract is written. -#}
{% set columns = [
    'metric_name', 'definition', 'grain', 'clock_name', 'cohort_rule', 'as_of_rule', 'exclusions', 'metric_version'
] -%}
with final as (
    {% for metric in var('metrics') %}
        select
            {%- for column in columns %}
                cast({{ dbt.string_literal(dbt.escape_single_quotes(metric[column] | string)) }} as varchar) as {{ column }}
                {%- if not loop.last %},{% endif %}
            {%- endfor %}
        {%- if not loop.last %}
            union all
        {% endif %}
    {%- else %}
        select
            {%- for column in columns %}
                cast(null as varchar) as {{ column }}
                {%- if not loop.last %},{% endif %}
            {%- endfor %}
        where false
    {%- endfor %}

)

select * from final

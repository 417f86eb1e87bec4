{# The columns of every SLA report, over rows of fct_sla_clocks. The counts are disjoint:
   due = on time + late + overdue and open; cancelled, excused, not yet due and not started lie beside. #}
{% macro sla_measures() -%}
    {{ count_if('is_due') }} as due_count,
        {{ count_if('is_on_time') }} as on_time_count,
        {{ count_if('is_late') }} as late_count,
        {{ count_if('is_overdue_open') }} as overdue_open_count,
        {{ count_if("outcome = 'cancelled'") }} as cancelled_count,
        {{ count_if("outcome = 'excused'") }} as excused_count,
        {{ count_if('is_not_yet_due') }} as not_yet_due_count,
        {{ rate(count_if('is_on_time'), count_if('is_due')) }} as on_time_rate,
        {{ quantile(hours(completed('business_seconds')), 0.5) }} as p50_business_hours,
        {{ quantile(hours(completed('business_seconds')), 0.9) }} as p90_business_hours,
        {{ quantile(hours(completed('elapsed_seconds')), 0.5) }} as p50_elapsed_hours,
        {{ quantile(hours(completed('elapsed_seconds')), 0.9) }} as p90_elapsed_hours,
        {{ count_if("outcome in ('met', 'missed')") }} as completed_count,
        {{ count_if('not is_started and outcome = \'running\'') }} as not_started_count,
        {{ count_if('is_imported') }} as imported_count,
        {{ count_if('is_paused or paused_seconds > 0') }} as paused_count
{%- endmacro %}

{# A measure of clocks that were kept, in time or late; null for all others. A moved promise is a second
   clock of the same event, which is measured once: from the first. #}
{% macro completed(measure) -%}
    case when outcome in ('met', 'missed') and replaces_clock_id is null then {{ measure }} end
{%- endmacro %}

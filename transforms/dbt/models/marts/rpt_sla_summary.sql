with clocks as (

    select * from {{ ref('fct_sla_clocks') }}

),

-- A period ends with the week of as_of, and counts that week as one of its own.
periods as (

    select
        'all_time' as period,
        cast(null as integer) as week_count

    union all

    select
        'last_4_weeks' as period,
        4 as week_count

    union all

    select
        'last_13_weeks' as period,
        13 as week_count

),

scoped as (

    select
        *,
        'department' as scope,
        department_id as scope_department_id
    from clocks

    union all

    select
        *,
        'all' as scope,
        cast(null as varchar) as scope_department_id
    from clocks

),

final as (

    select
        scoped.kind,
        scoped.scope_department_id as department_id,
        scoped.scope,
        periods.period,
        {{ sla_measures() }}
    from scoped
    inner join periods
        on
            periods.week_count is null
            or (
                scoped.due_week_start_on <= scoped.as_of_week_start_on
                and scoped.due_week_start_on > scoped.as_of_week_start_on - cast(7 * periods.week_count as integer)
            )
    group by all

)

select * from final

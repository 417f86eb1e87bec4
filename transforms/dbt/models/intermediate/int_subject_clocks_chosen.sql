with clocks as (

    select * from {{ ref('int_sla_clocks_judged') }}

),

-- The first promise counts: a moved date or a reopened question adds clocks, it replaces none.
ranked as (

    select
        kind,
        subject_id,
        clock_id,
        is_due,
        is_on_time,
        row_number() over (
            partition by kind, subject_id
            order by case when outcome = 'cancelled' then 1 else 0 end, started_at, clock_id
        ) as place
    from clocks

),

final as (

    select
        kind,
        subject_id,
        clock_id,
        is_due,
        is_on_time
    from ranked
    where place = 1

)

select * from final

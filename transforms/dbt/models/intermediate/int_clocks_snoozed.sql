with snoozes as (

    select * from {{ ref('stg_core__nudge_snoozes') }}

),

refresh as (

    select * from {{ ref('stg_meta__refresh') }}

),

final as (

    select
        snoozes.clock_id,
        max(snoozes.until_at) as snoozed_until_at
    from snoozes
    cross join refresh
    where
        snoozes.snoozed_at <= refresh.as_of
        and snoozes.until_at > refresh.as_of
        and coalesce(snoozes.undone_at > refresh.as_of, true)
    group by all

)

select * from final

with nudges as (

    select * from {{ ref('stg_core__nudges') }}

),

refresh as (

    select * from {{ ref('stg_meta__refresh') }}

),

final as (

    select
        nudges.nudge_id,
        nudges.clock_id,
        nudges.rung,
        nudges.recipient_staff_id,
        nudges.channel,
        nudges.template,
        nudges.status,
        nudges.status_reason,
        nudges.is_by_hand,
        nudges.computed_at,
        case when nudges.sent_at <= refresh.as_of then nudges.sent_at end as sent_at
    from nudges
    cross join refresh
    where nudges.computed_at <= refresh.as_of

)

select * from final

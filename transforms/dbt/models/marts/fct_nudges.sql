with nudges as (

    select * from {{ ref('int_nudges_conformed') }}

),

final as (

    select
        nudge_id,
        clock_id,
        rung,
        recipient_staff_id,
        channel,
        status,
        status_reason,
        computed_at,
        sent_at,
        template,
        is_by_hand
    from nudges

)

select * from final

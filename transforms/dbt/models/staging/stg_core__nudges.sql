with source as (

    select * from {{ source('core', 'raw_core__nudges') }}

),

final as (

    select
        id as nudge_id,
        clock_id,
        rung,
        recipient_staff_id,
        channel,
        template,
        status,
        status_reason,
        is_by_hand,
        computed_at,
        sent_at
    from source

)

select * from final

with source as (

    select * from {{ source('core', 'raw_core__nudge_snoozes') }}

),

final as (

    select
        id as nudge_snooze_id,
        clock_id,
        by_staff_id,
        until_at,
        undone_at,
        source.at as snoozed_at
    from source

)

select * from final

with source as (

    select * from {{ source('core', 'raw_core__interviews') }}

),

final as (

    select
        id as interview_id,
        application_id,
        round_id,
        round_version_id,
        status,
        scheduled_start_at,
        scheduled_end_at,
        zone,
        actual_end_at,
        closed_at,
        cancelled_at,
        chance_to_ask,
        source_status,
        origin = 'imported' as is_imported
    from source

)

select * from final

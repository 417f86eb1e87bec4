with source as (

    select * from {{ source('core', 'raw_core__feedback') }}

),

final as (

    select
        id as feedback_id,
        panel_member_id,
        interview_id,
        interviewer_staff_id,
        status as feedback_status,
        recommendation,
        source_recommendation,
        submitted_at,
        origin = 'imported' as is_imported
    from source

)

select * from final

with source as (

    select * from {{ source('core', 'raw_core__applications') }}

),

final as (

    select
        id as application_id,
        candidate_id,
        requisition_id,
        recruiter_id as recruiter_staff_id,
        source,
        status,
        round_id,
        applied_at,
        ended_at,
        origin = 'imported' as is_imported
    from source

)

select * from final

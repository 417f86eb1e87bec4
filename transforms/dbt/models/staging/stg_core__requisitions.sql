with source as (

    select * from {{ source('core', 'raw_core__requisitions') }}

),

final as (

    select
        id as requisition_id,
        code as requisition_code,
        title as requisition_title,
        job_family,
        department_id,
        hiring_manager_id as hiring_manager_staff_id,
        recruiter_id as recruiter_staff_id,
        headcount,
        status,
        opened_at,
        closed_at,
        origin = 'imported' as is_imported
    from source

)

select * from final

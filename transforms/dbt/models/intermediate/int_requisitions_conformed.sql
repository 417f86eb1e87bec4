with requisitions as (

    select * from {{ ref('stg_core__requisitions') }}

),

final as (

    select
        requisition_id,
        requisition_code,
        requisition_title,
        job_family,
        department_id,
        recruiter_staff_id,
        hiring_manager_staff_id,
        status,
        headcount,
        opened_at,
        closed_at,
        is_imported
    from requisitions

)

select * from final

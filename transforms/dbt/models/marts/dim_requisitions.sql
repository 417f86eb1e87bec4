with requisitions as (

    select * from {{ ref('int_requisitions_conformed') }}

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
        is_imported,
        opened_at,
        closed_at
    from requisitions

)

select * from final

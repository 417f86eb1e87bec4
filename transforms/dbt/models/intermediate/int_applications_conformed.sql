with applications as (

    select * from {{ ref('stg_core__applications') }}

),

candidates as (

    select * from {{ ref('stg_core__candidates') }}

),

requisitions as (

    select * from {{ ref('stg_core__requisitions') }}

),

refresh as (

    select * from {{ ref('stg_meta__refresh') }}

),

final as (

    select
        applications.application_id,
        candidates.candidate_key,
        applications.requisition_id,
        requisitions.department_id,
        requisitions.job_family,
        applications.round_id,
        coalesce(applications.recruiter_staff_id, requisitions.recruiter_staff_id) as recruiter_staff_id,
        case when applications.ended_at > refresh.as_of then 'active' else applications.status end as status,
        applications.source,
        applications.applied_at,
        case when applications.ended_at <= refresh.as_of then applications.ended_at end as ended_at,
        applications.is_imported
    from applications
    cross join refresh
    left join candidates on applications.candidate_id = candidates.candidate_id
    left join requisitions on applications.requisition_id = requisitions.requisition_id

)

select * from final

with applications as (

    select * from {{ ref('int_applications_conformed') }}

),

silences as (

    select * from {{ ref('int_applications_silenced') }}

),

final as (

    select
        applications.application_id,
        applications.candidate_key,
        applications.requisition_id,
        applications.department_id,
        applications.round_id,
        applications.status,
        applications.source,
        applications.applied_at,
        applications.ended_at,
        applications.is_imported,
        applications.job_family,
        applications.recruiter_staff_id,
        silences.last_visible_at
    from applications
    left join silences on applications.application_id = silences.application_id

)

select * from final

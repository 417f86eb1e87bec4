with stages as (

    select * from {{ ref('stg_core__application_stages') }}

),

refresh as (

    select * from {{ ref('stg_meta__refresh') }}

),

applications as (

    select * from {{ ref('int_applications_conformed') }}

),

final as (

    select
        stages.application_stage_id,
        stages.application_id,
        applications.candidate_key,
        applications.requisition_id,
        applications.department_id,
        stages.round_id,
        stages.from_stage,
        stages.to_stage,
        stages.changed_at,
        stages.by_staff_id
    from stages
    cross join refresh
    left join applications on stages.application_id = applications.application_id
    where stages.changed_at <= refresh.as_of

)

select * from final

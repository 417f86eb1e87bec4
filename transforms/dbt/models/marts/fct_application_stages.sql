with stages as (

    select * from {{ ref('int_application_stages_conformed') }}

),

final as (

    select
        application_stage_id,
        application_id,
        candidate_key,
        requisition_id,
        department_id,
        round_id,
        from_stage,
        to_stage,
        changed_at,
        by_staff_id
    from stages

)

select * from final

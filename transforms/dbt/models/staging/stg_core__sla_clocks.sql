with source as (

    select * from {{ source('core', 'raw_core__sla_clocks') }}

),

final as (

    select
        id as clock_id,
        kind,
        subject_id,
        application_id,
        interview_id,
        candidate_id,
        requisition_id,
        department_id,
        round_id,
        owner_staff_id,
        policy_id,
        policy_version,
        calendar_id,
        started_at,
        due_at,
        stopped_at,
        outcome,
        closed_at,
        replaces_clock_id,
        created_at,
        origin = 'imported' as is_imported,
        replaced_at,
        paused_at,
        paused_seconds
    from source

)

select * from final

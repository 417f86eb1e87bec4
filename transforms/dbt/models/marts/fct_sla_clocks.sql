with clocks as (

    select * from {{ ref('int_sla_clocks_judged') }}

),

candidates as (

    select * from {{ ref('int_candidates_conformed') }}

),

rounds as (

    select * from {{ ref('int_rounds_conformed') }}

),

final as (

    select
        clocks.clock_id,
        clocks.kind,
        clocks.application_id,
        clocks.interview_id,
        candidates.candidate_key,
        clocks.requisition_id,
        clocks.department_id,
        clocks.round_id,
        clocks.owner_staff_id,
        clocks.policy_version,
        clocks.started_at,
        clocks.due_at,
        clocks.stopped_at,
        clocks.outcome,
        {{ seconds('clocks.elapsed_micros') }} as elapsed_seconds,
        {{ seconds('clocks.business_micros') }} as business_seconds,
        clocks.is_due,
        clocks.is_on_time,
        clocks.is_overdue_open,
        clocks.is_imported,
        clocks.calendar_id,
        rounds.round_name,
        clocks.is_not_yet_due,
        {{ seconds('clocks.overdue_business_micros') }} as overdue_business_seconds,
        clocks.is_late,
        clocks.is_started,
        clocks.subject_id,
        clocks.due_week_start_on,
        clocks.as_of_week_start_on,
        clocks.replaces_clock_id,
        clocks.is_moved,
        clocks.is_replaced,
        clocks.is_paused,
        clocks.paused_seconds
    from clocks
    left join candidates on clocks.candidate_id = candidates.candidate_id
    left join rounds on clocks.round_id = rounds.round_id

)

select * from final

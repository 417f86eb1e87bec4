with interviews as (

    select * from {{ ref('int_interviews_conformed') }}

),

counts as (

    select * from {{ ref('int_interviews_counted') }}

),

final as (

    select
        interviews.interview_id,
        interviews.application_id,
        interviews.candidate_key,
        interviews.requisition_id,
        interviews.department_id,
        interviews.round_id,
        interviews.status,
        interviews.scheduled_start_at,
        interviews.scheduled_end_at,
        interviews.actual_end_at,
        interviews.chance_to_ask,
        counts.has_chance_to_ask,
        counts.question_count,
        counts.panel_count,
        counts.required_feedback_count,
        counts.submitted_feedback_count,
        interviews.is_held,
        interviews.is_imported,
        interviews.source_status
    from interviews
    inner join counts on interviews.interview_id = counts.interview_id

)

select * from final

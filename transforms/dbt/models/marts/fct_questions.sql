with questions as (

    select * from {{ ref('int_questions_conformed') }}

),

final as (

    select
        question_id,
        interview_id,
        application_id,
        candidate_key,
        requisition_id,
        department_id,
        round_id,
        job_family,
        owner_staff_id,
        text_masked,
        asked_at,
        first_answered_at,
        first_answered_at is not null as is_answered,
        rating,
        topic,
        canonical_id,
        canonical_text,
        group_confidence,
        is_new_group,
        clock_id,
        coalesce(is_due, false) as is_answer_due,
        coalesce(is_on_time, false) as is_answer_on_time,
        is_imported,
        cast(date_trunc('month', asked_local_at) as date) as asked_month,
        cast(floor({{ micros_between('asked_at', 'as_of') }} / 604800000000) as integer) as asked_weeks_ago
    from questions

)

select * from final

with interviews as (

    select * from {{ ref('int_interviews_conformed') }}

),

seats as (

    select * from {{ ref('int_panel_seats_conformed') }}

),

questions as (

    select * from {{ ref('int_questions_conformed') }}

),

seat_counts as (

    select
        interview_id,
        count(*) as panel_count,
        {{ count_if('is_required') }} as required_feedback_count,
        {{ count_if('is_required and is_submitted') }} as submitted_feedback_count
    from seats
    where not is_removed
    group by all

),

-- Questions asked later than a day after the end do not show that there was a chance to ask.
question_counts as (

    select
        interview_id,
        count(*) as question_count,
        {{ count_if(micros_between('interview_ended_at', 'asked_at') ~ ' <= 86400000000') }} as timely_question_count
    from questions
    group by all

),

final as (

    select
        interviews.interview_id,
        coalesce(seat_counts.panel_count, 0) as panel_count,
        coalesce(seat_counts.required_feedback_count, 0) as required_feedback_count,
        coalesce(seat_counts.submitted_feedback_count, 0) as submitted_feedback_count,
        coalesce(question_counts.question_count, 0) as question_count,
        interviews.is_held
        and (
            coalesce(interviews.chance_to_ask in ('questions', 'nothing_to_ask'), false)
            or coalesce(question_counts.timely_question_count, 0) >= greatest(coalesce(interviews.min_questions, 1), 1)
        ) as has_chance_to_ask
    from interviews
    left join seat_counts on interviews.interview_id = seat_counts.interview_id
    left join question_counts on interviews.interview_id = question_counts.interview_id

)

select * from final

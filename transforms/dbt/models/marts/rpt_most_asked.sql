with questions as (

    select * from {{ ref('fct_questions') }}

),

-- What has not been grouped yet stays visible as a row of its own.
final as (

    select
        asked_month as period_month,
        job_family,
        coalesce(min(topic), 'other') as topic,
        coalesce(canonical_id, 'ungrouped') as canonical_id,
        min(canonical_text) as canonical_text,
        count(distinct candidate_key) as candidate_count,
        count(*) as question_count,
        {{ count_if('is_answered') }} as answered_count,
        {{ rate(count_if('is_answer_on_time'), count_if('is_answer_due')) }} as answer_on_time_rate,
        {{ count_if('is_answer_due') }} as answer_due_count
    from questions
    group by asked_month, job_family, coalesce(canonical_id, 'ungrouped')

)

select * from final

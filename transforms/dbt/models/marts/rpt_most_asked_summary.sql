with questions as (

    select * from {{ ref('fct_questions') }}

),

-- A period of n weeks is the n times seven days up to as_of.
periods as (

    select
        'all_time' as period,
        cast(null as integer) as week_count

    union all

    select
        'last_4_weeks' as period,
        4 as week_count

    union all

    select
        'last_13_weeks' as period,
        13 as week_count

),

final as (

    select
        periods.period,
        coalesce(min(questions.topic), 'other') as topic,
        coalesce(questions.canonical_id, 'ungrouped') as canonical_id,
        min(questions.canonical_text) as canonical_text,
        count(distinct questions.candidate_key) as candidate_count,
        count(*) as question_count,
        {{ count_if('questions.is_answered') }} as answered_count,
        {{ rate(count_if('questions.is_answer_on_time'), count_if('questions.is_answer_due')) }} as answer_on_time_rate,
        {{ count_if('questions.is_answer_due') }} as answer_due_count
    from questions
    inner join periods
        on periods.week_count is null or questions.asked_weeks_ago < periods.week_count
    group by periods.period, coalesce(questions.canonical_id, 'ungrouped')

)

select * from final

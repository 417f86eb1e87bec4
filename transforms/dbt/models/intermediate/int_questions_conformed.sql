with questions as (

    select * from {{ ref('stg_core__questions') }}

),

refresh as (

    select * from {{ ref('stg_meta__refresh') }}

),

interviews as (

    select * from {{ ref('int_interviews_conformed') }}

),

applications as (

    select * from {{ ref('int_applications_conformed') }}

),

groups as (

    select * from {{ ref('stg_topics__question_groups') }}

),

chosen as (

    select * from {{ ref('int_subject_clocks_chosen') }}

),

clocks as (

    select * from {{ ref('int_sla_clocks_judged') }}

),

-- What was asked or answered after as_of has not happened yet.
seen as (

    select
        questions.*,
        refresh.as_of,
        case when questions.first_answered_at <= refresh.as_of then questions.first_answered_at end as seen_answered_at
    from questions
    cross join refresh
    where questions.asked_at <= refresh.as_of

),

final as (

    select
        seen.question_id,
        seen.interview_id,
        seen.application_id,
        applications.candidate_key,
        applications.requisition_id,
        applications.department_id,
        interviews.round_id,
        applications.job_family,
        seen.owner_staff_id,
        seen.text_masked,
        seen.asked_at,
        seen.seen_answered_at as first_answered_at,
        case when seen.seen_answered_at is not null then seen.rating end as rating,
        interviews.ended_at as interview_ended_at,
        groups.topic,
        groups.canonical_id,
        groups.canonical_text,
        groups.group_confidence,
        groups.is_new_group,
        chosen.clock_id,
        chosen.is_due,
        chosen.is_on_time,
        seen.is_imported,
        seen.as_of,
        {{ local_time('seen.asked_at', "coalesce(clocks.zone, interviews.zone, 'Asia/Shanghai')") }} as asked_local_at
    from seen
    left join interviews on seen.interview_id = interviews.interview_id
    left join applications on seen.application_id = applications.application_id
    left join groups on seen.question_id = groups.question_id
    left join chosen
        on
            seen.question_id = chosen.subject_id
            and chosen.kind = 'answer'
    left join clocks on chosen.clock_id = clocks.clock_id

)

select * from final

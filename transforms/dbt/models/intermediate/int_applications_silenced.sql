with applications as (

    select * from {{ ref('int_applications_conformed') }}

),

refresh as (

    select * from {{ ref('stg_meta__refresh') }}

),

stages as (

    select * from {{ ref('int_application_stages_conformed') }}

),

messages as (

    select * from {{ ref('int_messages_conformed') }}

),

questions as (

    select * from {{ ref('int_questions_conformed') }}

),

interviews as (

    select * from {{ ref('int_interviews_conformed') }}

),

-- What the candidate saw of us: a change of state or a human act, never an automatic notice.
visible as (

    select
        application_id,
        applied_at as seen_at
    from applications

    union all

    select
        application_id,
        changed_at as seen_at
    from stages

    union all

    select
        application_id,
        sent_at as seen_at
    from messages
    where kind = 'from_staff'

    union all

    select
        application_id,
        first_answered_at as seen_at
    from questions
    where first_answered_at is not null

    union all

    select
        application_id,
        ended_at as seen_at
    from interviews
    where is_held

),

final as (

    select
        visible.application_id,
        max(visible.seen_at) as last_visible_at,
        min({{ micros_between('visible.seen_at', 'refresh.as_of') }}) as silence_micros
    from visible
    cross join refresh
    where visible.seen_at <= refresh.as_of
    group by all

)

select * from final

with seats as (

    select * from {{ ref('stg_core__panel_members') }}

),

refresh as (

    select * from {{ ref('stg_meta__refresh') }}

),

feedback as (

    select * from {{ ref('stg_core__feedback') }}

),

interviews as (

    select * from {{ ref('int_interviews_conformed') }}

),

chosen as (

    select * from {{ ref('int_subject_clocks_chosen') }}

),

joined as (

    select
        seats.panel_member_id,
        seats.interview_id,
        seats.interviewer_staff_id,
        seats.is_required,
        coalesce(seats.removed_at <= refresh.as_of, false) as is_removed,
        feedback.feedback_id,
        feedback.recommendation,
        feedback.source_recommendation,
        coalesce(feedback.submitted_at <= refresh.as_of, false) as is_submitted,
        case
            when feedback.submitted_at <= refresh.as_of then feedback.feedback_status
            when feedback.feedback_id is not null then 'draft'
            else 'not_begun'
        end as feedback_status,
        case when feedback.submitted_at <= refresh.as_of then feedback.submitted_at end as submitted_at
    from seats
    cross join refresh
    left join feedback on seats.panel_member_id = feedback.panel_member_id

),

final as (

    select
        joined.panel_member_id,
        joined.feedback_id,
        joined.interview_id,
        interviews.application_id,
        interviews.candidate_key,
        interviews.requisition_id,
        interviews.department_id,
        interviews.round_id,
        joined.interviewer_staff_id,
        joined.is_required,
        joined.is_removed,
        joined.is_submitted,
        joined.feedback_status,
        case when joined.is_submitted then joined.recommendation end as recommendation,
        case when joined.is_submitted then joined.source_recommendation end as source_recommendation,
        joined.submitted_at,
        chosen.clock_id,
        interviews.is_imported
    from joined
    left join interviews on joined.interview_id = interviews.interview_id
    left join chosen
        on
            joined.panel_member_id = chosen.subject_id
            and chosen.kind = 'feedback'

)

select * from final

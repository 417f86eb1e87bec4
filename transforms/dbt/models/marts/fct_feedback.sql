with seats as (

    select * from {{ ref('int_panel_seats_conformed') }}

),

final as (

    select
        panel_member_id,
        feedback_id,
        interview_id,
        application_id,
        candidate_key,
        requisition_id,
        department_id,
        round_id,
        interviewer_staff_id,
        is_required,
        feedback_status,
        recommendation,
        source_recommendation,
        submitted_at,
        clock_id,
        is_imported,
        is_removed
    from seats

)

select * from final

with rounds as (

    select * from {{ ref('stg_core__rounds') }}

),

plans as (

    select * from {{ ref('stg_core__interview_plans') }}

),

final as (

    select
        rounds.round_id,
        plans.requisition_id,
        rounds.round_name,
        rounds.round_position,
        rounds.min_questions,
        rounds.duration_minutes
    from rounds
    left join plans on rounds.plan_id = plans.plan_id

)

select * from final

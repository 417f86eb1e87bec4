with rounds as (

    select * from {{ ref('stg_core__rounds') }}

),

plans as (

    select * from {{ ref('stg_core__interview_plans') }}

),

settings as (

    select * from {{ ref('stg_core__round_versions') }}
    where is_current

),

final as (

    select
        rounds.round_id,
        plans.requisition_id,
        rounds.round_name,
        rounds.round_position,
        settings.min_questions,
        settings.duration_minutes
    from rounds
    left join plans on rounds.plan_id = plans.plan_id
    left join settings on rounds.round_id = settings.round_id

)

select * from final

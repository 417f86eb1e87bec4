with rounds as (

    select * from {{ ref('int_rounds_conformed') }}

),

final as (

    select
        round_id,
        requisition_id,
        round_name,
        round_position,
        min_questions,
        duration_minutes
    from rounds

)

select * from final

with source as (

    select * from {{ source('core', 'raw_core__rounds') }}

),

final as (

    select
        id as round_id,
        plan_id,
        position as round_position,
        name as round_name,
        duration_minutes,
        min_questions,
        question_owner_id as question_owner_staff_id
    from source

)

select * from final

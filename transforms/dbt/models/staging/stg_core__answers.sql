with source as (

    select * from {{ source('core', 'raw_core__answers') }}

),

final as (

    select
        id as answer_id,
        question_id,
        version as answer_version,
        is_holding_reply,
        answered_at
    from source

)

select * from final

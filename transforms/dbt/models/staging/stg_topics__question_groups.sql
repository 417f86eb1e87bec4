with source as (

    select * from {{ source('topics', 'raw_topics__question_groups') }}

),

final as (

    select
        question_id,
        topic,
        canonical_id,
        canonical_text,
        confidence as group_confidence,
        is_new_group
    from source

)

select * from final

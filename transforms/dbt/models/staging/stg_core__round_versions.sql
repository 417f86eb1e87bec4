with source as (

    select * from {{ source('core', 'raw_core__round_versions') }}

),

final as (

    select
        id as round_version_id,
        round_id,
        version,
        duration_minutes,
        min_questions,
        question_owner_id as question_owner_staff_id,
        superseded_at is null as is_current
    from source

)

select * from final

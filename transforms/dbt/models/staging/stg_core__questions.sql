with source as (

    select * from {{ source('core', 'raw_core__questions') }}

),

final as (

    select
        id as question_id,
        interview_id,
        application_id,
        owner_staff_id,
        text_masked,
        asked_at,
        first_answered_at,
        rating,
        origin = 'imported' as is_imported
    from source

)

select * from final

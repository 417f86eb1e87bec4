with source as (

    select * from {{ source('core', 'raw_core__panel_members') }}

),

final as (

    select
        id as panel_member_id,
        interview_id,
        staff_id as interviewer_staff_id,
        is_required,
        removed_at
    from source

)

select * from final

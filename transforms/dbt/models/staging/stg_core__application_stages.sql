with source as (

    select * from {{ source('core', 'raw_core__application_stages') }}

),

final as (

    select
        id as application_stage_id,
        application_id,
        from_stage,
        to_stage,
        round_id,
        source.at as changed_at,
        by_staff_id
    from source

)

select * from final

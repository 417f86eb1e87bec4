with source as (

    select * from {{ source('core', 'raw_core__rounds') }}

),

final as (

    select
        id as round_id,
        plan_id,
        position as round_position,
        name as round_name
    from source
    where removed_at is null

)

select * from final

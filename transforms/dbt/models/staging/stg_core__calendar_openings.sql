with source as (

    select * from {{ source('core', 'raw_core__calendar_openings') }}

),

final as (

    select
        id as opening_id,
        calendar_id,
        local_on,
        opens_at,
        closes_at
    from source

)

select * from final

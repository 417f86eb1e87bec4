with source as (

    select * from {{ source('core', 'raw_core__calendars') }}

),

final as (

    select
        id as calendar_id,
        code as calendar_code,
        version as calendar_version,
        zone,
        department_id
    from source

)

select * from final

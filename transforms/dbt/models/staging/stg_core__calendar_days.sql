with source as (

    select * from {{ source('core', 'raw_core__calendar_days') }}

),

final as (

    select
        calendar_id,
        local_on,
        is_working as is_working_day,
        label as day_label
    from source

)

select * from final

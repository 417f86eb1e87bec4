with source as (

    select * from {{ source('core', 'raw_core__staff') }}

),

final as (

    select
        id as staff_id,
        department_id,
        manager_id as manager_staff_id,
        zone,
        disabled_at
    from source

)

select * from final

with source as (

    select * from {{ source('core', 'raw_core__departments') }}

),

final as (

    select
        id as department_id,
        name as department_name,
        parent_id as parent_department_id,
        head_staff_id
    from source

)

select * from final

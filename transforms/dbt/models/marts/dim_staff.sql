with staff as (

    select * from {{ ref('int_staff_resolved') }}

),

final as (

    select
        staff_id,
        department_id,
        manager_staff_id,
        is_active,
        answering_manager_staff_id
    from staff

)

select * from final

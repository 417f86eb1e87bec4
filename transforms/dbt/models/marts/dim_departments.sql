with departments as (

    select * from {{ ref('int_departments_resolved') }}

),

final as (

    select
        department_id,
        department_name,
        parent_department_id,
        answering_head_staff_id as head_staff_id,
        hr_lead_staff_id
    from departments

)

select * from final

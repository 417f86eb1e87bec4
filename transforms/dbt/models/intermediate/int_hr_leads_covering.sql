with grants as (

    select * from {{ ref('stg_core__role_grants') }}

),

refresh as (

    select * from {{ ref('stg_meta__refresh') }}

),

staff as (

    select * from {{ ref('int_staff_resolved') }}

),

final as (

    select
        grants.department_id,
        min(grants.staff_id) as staff_id
    from grants
    cross join refresh
    inner join staff on grants.staff_id = staff.staff_id
    where
        grants.role = 'hr_lead'
        and staff.is_active
        and coalesce(grants.revoked_at > refresh.as_of, true)
    group by all

)

select * from final

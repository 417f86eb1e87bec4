with source as (

    select * from {{ source('core', 'raw_core__role_grants') }}

),

final as (

    select
        id as role_grant_id,
        staff_id,
        role,
        department_id,
        granted_at,
        revoked_at
    from source

)

select * from final

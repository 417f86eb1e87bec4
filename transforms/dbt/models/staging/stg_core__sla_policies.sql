with source as (

    select * from {{ source('core', 'raw_core__sla_policies') }}

),

final as (

    select
        id as policy_id,
        kind,
        version as policy_version,
        amount,
        unit,
        calendar_code,
        ladder
    from source

)

select * from final

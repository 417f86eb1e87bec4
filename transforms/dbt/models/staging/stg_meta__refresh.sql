with source as (

    select * from {{ source('meta', 'raw_meta__refresh') }}

),

final as (

    select
        as_of,
        version,
        built_from_xid
    from source

)

select * from final

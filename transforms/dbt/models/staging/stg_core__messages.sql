with source as (

    select * from {{ source('core', 'raw_core__messages') }}

),

final as (

    select
        id as message_id,
        application_id,
        kind,
        is_status_request,
        sent_at
    from source

)

select * from final

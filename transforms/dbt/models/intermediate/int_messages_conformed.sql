with messages as (

    select * from {{ ref('stg_core__messages') }}

),

refresh as (

    select * from {{ ref('stg_meta__refresh') }}

),

final as (

    select
        messages.message_id,
        messages.application_id,
        messages.kind,
        messages.is_status_request,
        messages.sent_at
    from messages
    cross join refresh
    where messages.sent_at <= refresh.as_of

)

select * from final

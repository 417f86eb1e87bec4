with messages as (

    select * from {{ ref('int_messages_conformed') }}

),

final as (

    select
        message_id,
        application_id,
        kind,
        is_status_request,
        sent_at
    from messages

)

select * from final

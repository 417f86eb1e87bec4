with spans as (

    select * from {{ ref('int_calendar_spans') }}

),

-- A span lies within one UTC day: 24 hours of work touch at most four steps of eight.
steps as (

    {{ numbers(4) }}

),

final as (

    select
        spans.calendar_id,
        cast(floor(spans.work_micros_at_from / {{ work_bucket_micros() }}) as bigint) + steps.position as work_bucket,
        spans.from_at,
        spans.work_micros_at_from,
        spans.work_micros_at_from + spans.work_micros as work_micros_at_until
    from spans
    inner join steps
        on
            floor(spans.work_micros_at_from / {{ work_bucket_micros() }}) + steps.position
            <= floor((spans.work_micros_at_from + spans.work_micros) / {{ work_bucket_micros() }})
    where spans.is_open

)

select * from final

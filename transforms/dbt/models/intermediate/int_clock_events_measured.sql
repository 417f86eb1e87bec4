with clocks as (

    select * from {{ ref('stg_core__sla_clocks') }}

),

refresh as (

    select * from {{ ref('stg_meta__refresh') }}

),

spans as (

    select * from {{ ref('int_calendar_spans') }}

),

events as (

    select
        clock_id,
        calendar_id,
        'started' as event,
        started_at as event_at
    from clocks

    union all

    select
        clock_id,
        calendar_id,
        'due' as event,
        due_at as event_at
    from clocks

    union all

    select
        clock_id,
        calendar_id,
        'stopped' as event,
        stopped_at as event_at
    from clocks
    where stopped_at is not null

    union all

    select
        clocks.clock_id,
        clocks.calendar_id,
        'as_of' as event,
        refresh.as_of as event_at
    from clocks
    cross join refresh

),

-- A left join: a time outside its calendar keeps its row, and a test finds the empty reading.
final as (

    select
        events.clock_id,
        events.event,
        events.event_at,
        cast({{ work_clock('spans', 'events.event_at') }} as bigint) as work_micros
    from events
    left join spans
        on {{ within_span('spans', 'events.calendar_id', 'events.event_at') }}

)

select * from final

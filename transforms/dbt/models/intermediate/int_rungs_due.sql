with clocks as (

    select * from {{ ref('int_sla_clocks_judged') }}

),

ladder as (

    select * from {{ ref('int_ladder_rungs_unpacked') }}

),

buckets as (

    select * from {{ ref('int_calendar_spans_bucketed') }}

),

-- Imported history is never nudged, nor is a promise that has not begun, is kept or rests. Of a moved
-- promise the newest is nudged, by its own date.
nudgeable as (

    select * from clocks
    where outcome = 'running' and is_started and not is_imported and not is_replaced and not is_paused

),

rungs as (

    select distinct
        policy_id,
        rung,
        anchor,
        offset_amount,
        offset_unit,
        template,
        channel
    from ladder

),

-- A day of a ladder is the calendar's standard day of work; a share is of the clock's own length.
-- A share counts from the start: in elapsed time for a clock owed in elapsed hours.
measured as (

    select
        nudgeable.*,
        rungs.rung,
        rungs.template,
        rungs.channel,
        rungs.offset_unit = 'elapsed_hours'
        or (rungs.offset_unit = 'share' and nudgeable.unit = 'elapsed_hours') as is_elapsed,
        rungs.anchor = 'start' or rungs.offset_unit = 'share' as is_from_start,
        cast(round(rungs.offset_amount * case
            when rungs.offset_unit in ('elapsed_hours', 'business_hours') then 3600000000
            when rungs.offset_unit = 'business_days' then nudgeable.standard_day_micros
            when rungs.offset_unit = 'share' and nudgeable.unit = 'elapsed_hours'
                then {{ micros_between('nudgeable.started_at', 'nudgeable.due_at') }}
            when rungs.offset_unit = 'share'
                then nudgeable.due_work_micros - nudgeable.started_work_micros
        end) as bigint) as offset_micros
    from nudgeable
    inner join rungs on nudgeable.policy_id = rungs.policy_id

),

anchored as (

    select
        *,
        case when is_from_start then started_at else due_at end as anchor_at,
        case when is_from_start then started_work_micros else due_work_micros end + offset_micros as rung_work_micros
    from measured

),

due as (

    select * from anchored
    where
        case
            when is_elapsed then {{ add_micros('anchor_at', 'offset_micros') }} <= as_of
            when offset_micros = 0 then anchor_at <= as_of
            else rung_work_micros <= as_of_work_micros
        end

),

final as (

    select
        due.clock_id,
        due.rung,
        due.template,
        due.channel,
        greatest(due.started_at, case
            when due.is_elapsed then {{ add_micros('due.anchor_at', 'due.offset_micros') }}
            when due.offset_micros = 0 then due.anchor_at
            else {{ add_micros('buckets.from_at', 'due.rung_work_micros - buckets.work_micros_at_from') }}
        end) as rung_due_at
    from due
    left join buckets
        on
            due.calendar_id = buckets.calendar_id
            and cast(floor(due.rung_work_micros / {{ work_bucket_micros() }}) as bigint) = buckets.work_bucket
            and due.rung_work_micros > buckets.work_micros_at_from
            and due.rung_work_micros <= buckets.work_micros_at_until

)

select * from final

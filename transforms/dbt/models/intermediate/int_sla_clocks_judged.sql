with clocks as (

    select * from {{ ref('stg_core__sla_clocks') }}

),

refresh as (

    select * from {{ ref('stg_meta__refresh') }}

),

events as (

    select * from {{ ref('int_clock_events_measured') }}

),

calendars as (

    select * from {{ ref('int_calendars_standardised') }}

),

policies as (

    select * from {{ ref('stg_core__sla_policies') }}

),

readings as (

    select
        clock_id,
        max(case when event = 'started' then work_micros end) as started_work_micros,
        max(case when event = 'due' then work_micros end) as due_work_micros,
        max(case when event = 'stopped' then work_micros end) as stopped_work_micros,
        max(case when event = 'as_of' then work_micros end) as as_of_work_micros
    from events
    group by all

),

-- What happened after as_of has not happened yet.
seen as (

    select
        clocks.*,
        refresh.as_of,
        calendars.zone,
        calendars.standard_day_micros,
        policies.unit,
        readings.started_work_micros,
        readings.due_work_micros,
        readings.stopped_work_micros,
        readings.as_of_work_micros,
        clocks.started_at <= refresh.as_of as is_started,
        clocks.replaces_clock_id is not null as is_moved,
        coalesce(clocks.replaced_at <= refresh.as_of, false) as is_replaced,
        -- A clock that rests since before its date is not due: the date moves on when it resumes.
        clocks.outcome = 'running' and coalesce(
            clocks.paused_at <= refresh.as_of and clocks.paused_at < clocks.due_at, false
        ) as is_paused,
        coalesce(clocks.stopped_at <= refresh.as_of, false) as is_stopped,
        clocks.outcome in ('cancelled', 'excused')
        and coalesce(clocks.closed_at <= refresh.as_of, true) as is_out_of_count
    from clocks
    cross join refresh
    left join readings on clocks.clock_id = readings.clock_id
    left join calendars on clocks.calendar_id = calendars.calendar_id
    left join policies on clocks.policy_id = policies.policy_id

),

judged as (

    select
        *,
        case when is_stopped then stopped_at end as seen_stopped_at,
        case
            when is_out_of_count then outcome
            when not is_stopped then 'running'
            when stopped_at <= due_at then 'met'
            else 'missed'
        end as seen_outcome,
        case when is_stopped then stopped_at else as_of end as measured_until_at,
        case when is_stopped then stopped_work_micros else as_of_work_micros end as measured_until_work_micros,
        due_at <= as_of and not is_out_of_count and not is_paused as is_due
    from seen

),

final as (

    select
        clock_id,
        kind,
        subject_id,
        application_id,
        interview_id,
        candidate_id,
        requisition_id,
        department_id,
        round_id,
        owner_staff_id,
        policy_id,
        policy_version,
        calendar_id,
        zone,
        standard_day_micros,
        unit,
        started_at,
        due_at,
        seen_stopped_at as stopped_at,
        seen_outcome as outcome,
        is_imported,
        as_of,
        started_work_micros,
        due_work_micros,
        as_of_work_micros,
        case
            when not is_out_of_count
                then greatest({{ micros_between('started_at', 'measured_until_at') }}, 0)
        end as elapsed_micros,
        case
            when not is_out_of_count
                then greatest(measured_until_work_micros - started_work_micros, 0)
        end as business_micros,
        case
            when is_out_of_count or is_paused then 0
            else greatest(measured_until_work_micros - due_work_micros, 0)
        end as overdue_business_micros,
        is_started,
        is_due,
        is_due and seen_outcome = 'met' as is_on_time,
        is_due and seen_outcome = 'missed' as is_late,
        is_due and seen_outcome = 'running' as is_overdue_open,
        is_started and not is_due and not is_out_of_count as is_not_yet_due,
        {{ week_start(local_time('due_at', 'zone')) }} as due_week_start_on,
        {{ week_start(local_time('as_of', 'zone')) }} as as_of_week_start_on,
        replaces_clock_id,
        is_moved,
        is_replaced,
        is_paused,
        paused_seconds
    from judged

)

select * from final

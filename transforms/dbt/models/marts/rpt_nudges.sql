with recipients as (

    select * from {{ ref('int_rung_recipients_resolved') }}

),

rungs as (

    select * from {{ ref('int_rungs_due') }}

),

clocks as (

    select * from {{ ref('fct_sla_clocks') }}

),

nudges as (

    select * from {{ ref('fct_nudges') }}

),

snoozes as (

    select * from {{ ref('int_clocks_snoozed') }}

),

silences as (

    select * from {{ ref('int_applications_silenced') }}

),

-- The highest rung that somebody can be told, sent or not: a lower one never follows it.
highest as (

    select
        clock_id,
        max(rung) as rung
    from recipients
    where recipient_staff_id is not null
    group by all

),

open_rungs as (

    select recipients.*
    from recipients
    left join nudges
        on
            recipients.clock_id = nudges.clock_id
            and recipients.rung = nudges.rung
            and recipients.recipient_staff_id = nudges.recipient_staff_id
    left join snoozes on recipients.clock_id = snoozes.clock_id
    where nudges.nudge_id is null and snoozes.clock_id is null

),

final as (

    select
        clocks.clock_id,
        clocks.kind,
        open_rungs.rung,
        clocks.application_id,
        clocks.candidate_key,
        clocks.department_id,
        open_rungs.recipient_staff_id,
        case
            when open_rungs.recipient_staff_id is null then clocks.kind || '_without_' || open_rungs.recipient_role
            when clocks.is_overdue_open then clocks.kind || '_overdue_by_owner'
            else clocks.kind || '_due_soon_by_owner'
        end as reason,
        clocks.due_at,
        {{ hours('clocks.overdue_business_seconds') }} as overdue_business_hours,
        rungs.channel,
        {{ hashed_share('clocks.clock_id') }} < {{ var('hold_out_share') }} as is_held_out,
        cast(
            10 * floor({{ hours('clocks.overdue_business_seconds') }})
            + least(floor(coalesce(silences.silence_micros, 0) / 86400000000), 99) as integer
        ) as priority,
        rungs.template,
        clocks.owner_staff_id,
        rungs.rung_due_at,
        clocks.interview_id,
        open_rungs.recipient_staff_id is not null
        and open_rungs.rung = coalesce(highest.rung, -1) as is_highest_due_rung,
        open_rungs.recipient_role
    from open_rungs
    inner join rungs
        on
            open_rungs.clock_id = rungs.clock_id
            and open_rungs.rung = rungs.rung
    inner join clocks on open_rungs.clock_id = clocks.clock_id
    left join highest on open_rungs.clock_id = highest.clock_id
    left join silences on clocks.application_id = silences.application_id

)

select * from final

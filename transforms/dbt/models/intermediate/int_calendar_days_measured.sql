with calendars as (

    select * from {{ ref('stg_core__calendars') }}

),

days as (

    select * from {{ ref('stg_core__calendar_days') }}

),

openings as (

    select * from {{ ref('stg_core__calendar_openings') }}

),

worked as (

    select
        calendar_id,
        local_on,
        sum({{ micros_between('opens_at', 'closes_at') }}) as work_micros
    from openings
    group by all

),

final as (

    select
        days.calendar_id,
        calendars.calendar_code,
        calendars.calendar_version,
        calendars.zone,
        days.local_on,
        days.is_working_day,
        days.day_label,
        cast(coalesce(worked.work_micros, 0) as bigint) as work_micros
    from days
    inner join calendars on days.calendar_id = calendars.calendar_id
    left join worked
        on
            days.calendar_id = worked.calendar_id
            and days.local_on = worked.local_on

)

select * from final

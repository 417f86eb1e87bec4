with calendars as (

    select * from {{ ref('stg_core__calendars') }}

),

days as (

    select * from {{ ref('int_calendar_days_measured') }}

),

lengths as (

    select
        calendar_id,
        work_micros,
        count(*) as day_count
    from days
    where is_working_day and work_micros > 0
    group by all

),

ranked as (

    select
        *,
        row_number() over (partition by calendar_id order by day_count desc, work_micros desc) as place
    from lengths

),

final as (

    select
        calendars.calendar_id,
        calendars.zone,
        ranked.work_micros as standard_day_micros
    from calendars
    left join ranked
        on
            calendars.calendar_id = ranked.calendar_id
            and ranked.place = 1

)

select * from final

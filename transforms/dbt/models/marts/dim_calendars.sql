with days as (

    select * from {{ ref('int_calendar_days_measured') }}

),

final as (

    select
        calendar_id,
        calendar_code,
        calendar_version,
        zone,
        local_on,
        is_working_day,
        day_label,
        {{ seconds('work_micros') }} as working_seconds
    from days

)

select * from final

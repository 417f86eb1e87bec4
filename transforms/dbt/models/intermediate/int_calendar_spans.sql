with days as (

    select * from {{ ref('stg_core__calendar_days') }}

),

openings as (

    select * from {{ ref('stg_core__calendar_openings') }}

),

shifts as (

    {{ numbers(3) }}

),

-- A local day touches its own UTC date and, by its zone, the one before or after.
utc_days as (

    select
        days.calendar_id,
        cast(days.local_on + cast(shifts.position - 1 as integer) as date) as utc_on
    from days
    cross join shifts
    group by all

),

-- An opening that crosses midnight in UTC is cut there, so that each piece has one UTC date.
pieces as (

    select
        calendar_id,
        cast(opens_at as date) as utc_on,
        opens_at as from_at,
        case
            when cast(closes_at as date) = cast(opens_at as date) then closes_at
            else cast(cast(closes_at as date) as timestamp)
        end as until_at
    from openings

    union all

    select
        calendar_id,
        cast(closes_at as date) as utc_on,
        cast(cast(closes_at as date) as timestamp) as from_at,
        closes_at as until_at
    from openings
    where
        cast(closes_at as date) > cast(opens_at as date)
        and closes_at > cast(cast(closes_at as date) as timestamp)

),

cuts as (

    select
        calendar_id,
        utc_on,
        cast(utc_on as timestamp) as from_at
    from utc_days

    union

    select
        calendar_id,
        utc_on,
        from_at
    from pieces

    union

    select
        calendar_id,
        utc_on,
        until_at as from_at
    from pieces
    where until_at < cast(utc_on + 1 as timestamp)

),

spans as (

    select
        cuts.calendar_id,
        cuts.utc_on,
        cuts.from_at,
        coalesce(
            lead(cuts.from_at) over (partition by cuts.calendar_id, cuts.utc_on order by cuts.from_at),
            cast(cuts.utc_on + 1 as timestamp)
        ) as until_at,
        pieces.from_at is not null as is_open
    from cuts
    left join pieces
        on
            cuts.calendar_id = pieces.calendar_id
            and cuts.utc_on = pieces.utc_on
            and cuts.from_at = pieces.from_at

),

measured as (

    select
        *,
        case when is_open then {{ micros_between('from_at', 'until_at') }} else 0 end as work_micros
    from spans

),

final as (

    select
        calendar_id,
        utc_on,
        from_at,
        until_at,
        is_open,
        work_micros,
        cast(
            sum(work_micros) over (
                partition by calendar_id
                order by from_at
                rows between unbounded preceding and current row
            ) - work_micros as bigint
        ) as work_micros_at_from
    from measured

)

select * from final

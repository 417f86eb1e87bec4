with interviews as (

    select * from {{ ref('stg_core__interviews') }}

),

refresh as (

    select * from {{ ref('stg_meta__refresh') }}

),

applications as (

    select * from {{ ref('int_applications_conformed') }}

),

versions as (

    select * from {{ ref('stg_core__round_versions') }}

),

settings as (

    select * from versions
    where is_current

),

dated as (

    select
        interviews.*,
        refresh.as_of,
        coalesce(interviews.actual_end_at, interviews.scheduled_end_at) as ended_at
    from interviews
    cross join refresh

),

final as (

    select
        dated.interview_id,
        dated.application_id,
        applications.candidate_key,
        applications.requisition_id,
        applications.department_id,
        applications.job_family,
        dated.round_id,
        coalesce(versions.min_questions, settings.min_questions) as min_questions,
        case
            when dated.status in ('held', 'no_show') and dated.ended_at > dated.as_of then 'confirmed'
            when dated.status = 'cancelled' and dated.cancelled_at > dated.as_of then 'scheduled'
            else dated.status
        end as status,
        dated.zone,
        dated.scheduled_start_at,
        dated.scheduled_end_at,
        case when dated.actual_end_at <= dated.as_of then dated.actual_end_at end as actual_end_at,
        dated.ended_at,
        dated.status = 'held' and dated.ended_at <= dated.as_of as is_held,
        dated.chance_to_ask,
        dated.source_status,
        dated.is_imported
    from dated
    left join applications on dated.application_id = applications.application_id
    left join versions on dated.round_version_id = versions.round_version_id
    left join settings on dated.round_id = settings.round_id

)

select * from final

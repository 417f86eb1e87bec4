with source as (

    select * from {{ source('core', 'raw_core__interview_plans') }}

),

final as (

    select
        id as plan_id,
        name as plan_name,
        job_family,
        requisition_id
    from source

)

select * from final

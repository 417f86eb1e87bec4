with candidates as (

    select * from {{ ref('stg_core__candidates') }}

),

final as (

    select
        candidate_id,
        candidate_key
    from candidates

)

select * from final

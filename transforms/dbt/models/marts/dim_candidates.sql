with candidates as (

    select * from {{ ref('int_candidates_conformed') }}

),

final as (

    select candidate_key
    from candidates

)

select * from final

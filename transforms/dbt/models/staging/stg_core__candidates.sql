with source as (

    select * from {{ source('core', 'raw_core__candidates') }}

),

final as (

    select
        id as candidate_id,
        pseudonym as candidate_key
    from source

)

select * from final

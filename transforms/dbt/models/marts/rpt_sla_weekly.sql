with clocks as (

    select * from {{ ref('fct_sla_clocks') }}

),

final as (

    select
        kind,
        department_id,
        round_name,
        due_week_start_on as week_start_on,
        {{ sla_measures() }}
    from clocks
    group by all

)

select * from final

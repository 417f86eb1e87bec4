with staff as (

    select * from {{ ref('stg_core__staff') }}

),

level_1 as (

    select
        staff_id,
        manager_staff_id,
        1 as levels_up
    from staff
    where manager_staff_id is not null

),

{% for level in range(2, var('max_levels_up') + 1) -%}
    level_{{ level }} as (

        select
            below.staff_id,
            staff.manager_staff_id,
            {{ level }} as levels_up
        from level_{{ level - 1 }} as below
        inner join staff on below.manager_staff_id = staff.staff_id
        where staff.manager_staff_id is not null

    ),

{% endfor -%}
final as (
    {% for level in range(1, var('max_levels_up') + 1) %}
        select * from level_{{ level }}
        {%- if not loop.last %}
            union all
        {%- endif %}
    {%- endfor %}

)

select * from final

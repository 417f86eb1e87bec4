with departments as (

    select * from {{ ref('stg_core__departments') }}

),

level_0 as (

    select
        department_id,
        department_id as ancestor_department_id,
        0 as levels_up
    from departments

),

{% for level in range(1, var('max_levels_up') + 1) -%}
    level_{{ level }} as (

        select
            below.department_id,
            departments.parent_department_id as ancestor_department_id,
            {{ level }} as levels_up
        from level_{{ level - 1 }} as below
        inner join departments on below.ancestor_department_id = departments.department_id
        where departments.parent_department_id is not null

    ),

{% endfor -%}
final as (
    {% for level in range(var('max_levels_up') + 1) %}
        select * from level_{{ level }}
        {%- if not loop.last %}
            union all
        {%- endif %}
    {%- endfor %}

)

select * from final

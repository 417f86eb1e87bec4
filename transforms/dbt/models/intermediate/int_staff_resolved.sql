with staff as (

    select * from {{ ref('stg_core__staff') }}

),

refresh as (

    select * from {{ ref('stg_meta__refresh') }}

),

managers as (

    select * from {{ ref('int_staff_managers_walked') }}

),

departments as (

    select * from {{ ref('stg_core__departments') }}

),

walked as (

    select * from {{ ref('int_departments_walked') }}

),

present as (

    select
        staff.*,
        coalesce(staff.disabled_at > refresh.as_of, true) as is_active
    from staff
    cross join refresh

),

-- Managers first, nearest first; then the heads of the department and of those above it.
candidates as (

    select
        managers.staff_id,
        managers.manager_staff_id as answering_staff_id,
        managers.levels_up as place
    from managers

    union all

    select
        staff.staff_id,
        departments.head_staff_id as answering_staff_id,
        1000 + walked.levels_up as place
    from staff
    inner join walked on staff.department_id = walked.department_id
    inner join departments on walked.ancestor_department_id = departments.department_id
    where departments.head_staff_id is not null

),

ranked as (

    select
        candidates.staff_id,
        candidates.answering_staff_id,
        row_number() over (partition by candidates.staff_id order by candidates.place) as place
    from candidates
    inner join present on candidates.answering_staff_id = present.staff_id
    where present.is_active and candidates.answering_staff_id <> candidates.staff_id

),

final as (

    select
        present.staff_id,
        present.department_id,
        present.manager_staff_id,
        present.is_active,
        ranked.answering_staff_id as answering_manager_staff_id
    from present
    left join ranked
        on
            present.staff_id = ranked.staff_id
            and ranked.place = 1

)

select * from final

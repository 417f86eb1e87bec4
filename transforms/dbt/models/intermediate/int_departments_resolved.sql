with departments as (

    select * from {{ ref('stg_core__departments') }}

),

walked as (

    select * from {{ ref('int_departments_walked') }}

),

staff as (

    select * from {{ ref('int_staff_resolved') }}

),

leads as (

    select * from {{ ref('int_hr_leads_covering') }}

),

heads as (

    select
        walked.department_id,
        departments.head_staff_id,
        row_number() over (partition by walked.department_id order by walked.levels_up) as place
    from walked
    inner join departments on walked.ancestor_department_id = departments.department_id
    inner join staff on departments.head_staff_id = staff.staff_id
    where staff.is_active

),

lead_candidates as (

    select
        walked.department_id,
        leads.staff_id
    from walked
    inner join leads on walked.ancestor_department_id = leads.department_id

    union all

    select
        departments.department_id,
        leads.staff_id
    from departments
    cross join leads
    where leads.department_id is null

),

first_leads as (

    select
        department_id,
        min(staff_id) as hr_lead_staff_id
    from lead_candidates
    group by all

),

final as (

    select
        departments.department_id,
        departments.department_name,
        departments.parent_department_id,
        departments.head_staff_id,
        heads.head_staff_id as answering_head_staff_id,
        first_leads.hr_lead_staff_id
    from departments
    left join heads
        on
            departments.department_id = heads.department_id
            and heads.place = 1
    left join first_leads on departments.department_id = first_leads.department_id

)

select * from final

with rungs as (

    select * from {{ ref('int_rungs_due') }}

),

clocks as (

    select * from {{ ref('int_sla_clocks_judged') }}

),

ladder as (

    select * from {{ ref('int_ladder_rungs_unpacked') }}

),

staff as (

    select * from {{ ref('int_staff_resolved') }}

),

departments as (

    select * from {{ ref('int_departments_resolved') }}

),

leads as (

    select * from {{ ref('int_hr_leads_covering') }}

),

applications as (

    select * from {{ ref('int_applications_conformed') }}

),

asked as (

    select
        rungs.clock_id,
        rungs.rung,
        ladder.recipient_position,
        ladder.recipient_role,
        case ladder.recipient_role
            when 'owner' then clocks.owner_staff_id
            when 'manager' then owners.answering_manager_staff_id
            when 'recruiter' then applications.recruiter_staff_id
            when 'department_head' then departments.answering_head_staff_id
            when 'hr_lead' then coalesce(departments.hr_lead_staff_id, leads.staff_id)
        end as staff_id
    from rungs
    inner join clocks on rungs.clock_id = clocks.clock_id
    inner join ladder
        on
            clocks.policy_id = ladder.policy_id
            and rungs.rung = ladder.rung
    left join staff as owners on clocks.owner_staff_id = owners.staff_id
    left join applications on clocks.application_id = applications.application_id
    left join departments on clocks.department_id = departments.department_id
    left join leads on leads.department_id is null

),

present as (

    select
        asked.clock_id,
        asked.rung,
        asked.recipient_position,
        asked.recipient_role,
        staff.staff_id as recipient_staff_id
    from asked
    left join staff
        on
            asked.staff_id = staff.staff_id
            and staff.is_active

),

-- One person in two roles is told once; a role that nobody fills keeps its row.
ranked as (

    select
        *,
        row_number() over (
            partition by clock_id, rung, coalesce(recipient_staff_id, recipient_role)
            order by recipient_position
        ) as place
    from present

),

final as (

    select
        clock_id,
        rung,
        recipient_role,
        recipient_staff_id
    from ranked
    where place = 1

)

select * from final

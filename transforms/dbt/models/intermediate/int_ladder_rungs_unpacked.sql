with policies as (

    select * from {{ ref('stg_core__sla_policies') }}

),

rung_positions as (

    {{ numbers(var('max_rungs')) }}

),

recipient_positions as (

    {{ numbers(var('max_recipients')) }}

),

rungs as (

    select
        policies.policy_id,
        {{ json_entry('policies.ladder', 'rung_positions.position') }} as rung_json
    from policies
    inner join rung_positions on {{ json_length('policies.ladder') }} > rung_positions.position

),

read as (

    select
        policy_id,
        cast({{ json_value('rung_json', 'rung') }} as integer) as rung,
        {{ json_value('rung_json', 'anchor') }} as anchor,
        cast({{ json_value('rung_json', 'offset') }} as double) as offset_amount,
        {{ json_value('rung_json', 'unit') }} as offset_unit,
        {{ json_value('rung_json', 'template') }} as template,
        coalesce({{ json_value('rung_json', 'channel') }}, 'email') as channel,
        {{ json_value('rung_json', 'to') }} as recipients_json
    from rungs

),

final as (

    select
        read.policy_id,
        read.rung,
        read.anchor,
        read.offset_amount,
        read.offset_unit,
        read.template,
        read.channel,
        recipient_positions.position as recipient_position,
        {{ json_entry_value('read.recipients_json', 'recipient_positions.position') }} as recipient_role
    from read
    inner join recipient_positions on {{ json_length('read.recipients_json') }} > recipient_positions.position

)

select * from final

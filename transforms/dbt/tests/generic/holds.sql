{# A rule that every row keeps: `expression` is true (null is not true). #}
{% test holds(model, expression) %}
select 1 as broken
from {{ model }}
where not coalesce({{ expression }}, false)
{% endtest %}

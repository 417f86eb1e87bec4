{# The grain of a model: no two rows agree in `columns`, and none of them is null but for `nullable`
   (a null there is a value like any other). One query, so a key costs one test. #}
{% test key(model, columns, nullable=[]) %}
select {{ columns | join(', ') }}
from {{ model }}
group by {{ columns | join(', ') }}
having count(*) > 1{% for column in columns if column not in nullable %} or {{ column }} is null{% endfor %}
{% endtest %}

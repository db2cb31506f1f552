-- The words of SQLite in which questions are asked, as PostgreSQL understands them.
-- They are simple enough to be written into the question by its planner.

CREATE FUNCTION json_each(list text, OUT key bigint, OUT value text) RETURNS SETOF record
  LANGUAGE sql IMMUTABLE AS $$
    SELECT ordinality - 1, value FROM json_array_elements_text(list::json) WITH ORDINALITY
  $$;

CREATE FUNCTION json_at(list text, n integer) RETURNS text LANGUAGE sql IMMUTABLE AS
  $$ SELECT list::json->>n $$;
CREATE OPERATOR ->> (FUNCTION = json_at, LEFTARG = text, RIGHTARG = integer);

CREATE FUNCTION json_text(list bigint[]) RETURNS text LANGUAGE sql IMMUTABLE AS
  $$ SELECT array_to_json(list)::text $$;
CREATE AGGREGATE json_group_array(bigint) (SFUNC = array_append, STYPE = bigint[],
  FINALFUNC = json_text, INITCOND = '{}');

CREATE FUNCTION iif(bool, anycompatible, anycompatible) RETURNS anycompatible
  LANGUAGE sql IMMUTABLE AS $$ SELECT CASE WHEN $1 THEN $2 ELSE $3 END $$;

CREATE FUNCTION max(bigint, bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS
  $$ SELECT greatest($1, $2) $$;
CREATE FUNCTION max(bigint, bigint, bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS
  $$ SELECT greatest($1, $2, $3) $$;
CREATE FUNCTION max(bigint, bigint, bigint, bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS
  $$ SELECT greatest($1, $2, $3, $4) $$;

"""Who looks registered twice: codes that are nearly the same, and persons of whom the same is stated."""

WITHIN_DAYS = 7
"""So near in time two persons with the same birth year, sex and site look like one."""
_SHORTEST = 4
"""Fewer signs than these are told apart by one letter on purpose."""
_CARRIED = 3
"""Codes with the same letters, at most: where more have them, the letters are no slip of the hand."""
_SIGN, _NEXT = "substr(sign.code, sign.place + 1, 1)", "substr(sign.code, sign.place + 2, 1)"

_NUMBER = "substr(code, length(head) + 1)"

NEAR_CODES = f"""
WITH RECURSIVE headed AS MATERIALIZED (
    SELECT id, code, head, replace(replace(replace(replace(head, '-', ''), ' ', ''), '.', ''), '_', '') AS own
    FROM (SELECT id, upper(citizen) AS code, rtrim(upper(citizen), '0123456789') AS head FROM citizen)
),
sign (id, code, place, own, open) AS (
    SELECT id, code, 0, '', 1 FROM headed WHERE head GLOB '*[0-9]*'
    UNION ALL
    SELECT sign.id, sign.code, sign.place + 1, sign.own || CASE
            WHEN {_SIGN} IN ('-', ' ', '.', '_') THEN ''
            WHEN {_SIGN} = '0' AND sign.open AND {_NEXT} BETWEEN '0' AND '9' THEN ''
            ELSE {_SIGN}
        END,
        CASE WHEN {_SIGN} BETWEEN '1' AND '9' THEN 0 WHEN {_SIGN} = '0' THEN sign.open ELSE 1 END
    FROM sign
    WHERE sign.place < length(sign.code)
),
known AS MATERIALIZED (
    SELECT id, own, length(code) AS size, length(own) AS spelt FROM sign WHERE place = length(code)
    UNION ALL
    SELECT id, own || ltrim(substr({_NUMBER}, 1, length({_NUMBER}) - 1), '0') || substr({_NUMBER}, -1),
        length(code), length(own)
    FROM headed WHERE head NOT GLOB '*[0-9]*'
),
place (place) AS MATERIALIZED (
    SELECT 1 UNION ALL SELECT place + 1 FROM place WHERE place < (SELECT max(spelt) FROM known)
),
letter AS MATERIALIZED (
    SELECT known.id, known.own, known.size, place.place
    FROM known JOIN place ON place.place <= known.spelt
    WHERE substr(known.own, place.place, 1) NOT BETWEEN '0' AND '9'
),
lettering AS MATERIALIZED (
    SELECT id, count(*) OVER (PARTITION BY letters) AS carried
    FROM (SELECT id, group_concat(substr(own, place, 1), '') AS letters FROM letter GROUP BY id)
),
replaced AS MATERIALIZED (
    SELECT id, substr(own, 1, place - 1) || '?' || substr(own, place + 1) AS said
    FROM letter WHERE size >= {_SHORTEST}
),
near (one, other) AS MATERIALIZED (
    SELECT one.id, other.id FROM replaced AS one
    CROSS JOIN replaced AS other ON other.said = one.said AND other.id <> one.id
    UNION ALL
    SELECT letter.id, known.id FROM letter
    CROSS JOIN known ON known.own = substr(letter.own, 1, place - 1) || substr(letter.own, place + 1)
    WHERE letter.size >= {_SHORTEST}
)
SELECT one.id AS one, other.id AS other
FROM known AS one JOIN known AS other ON other.own = one.own AND other.id <> one.id
UNION
SELECT iif(way, one, other), iif(way, other, one) FROM near CROSS JOIN (SELECT 0 AS way UNION ALL SELECT 1)
WHERE min(
    (SELECT carried FROM lettering WHERE id = one), (SELECT carried FROM lettering WHERE id = other)
) <= {_CARRIED}
"""
"""SQL: both ways round, the citizens whose codes differ in what joins their parts, in leading zeros or, where
that can be a slip of the hand, in one letter more, less or another.

A code with one number, at its end, is taken apart at one go, and its letters (`spelt` is where they end) are
sought before the number: sign by sign that takes twice as long. How many carry the letters is looked up for
the few that are near: joined, it took ten times as long where many are.
"""

ALIKE = f"""
SELECT one, other FROM ({NEAR_CODES.strip()})
UNION
SELECT one.id, other.id
FROM citizen AS one
JOIN citizen AS other ON other.birth_year = one.birth_year AND other.sex = one.sex AND other.site = one.site
    AND other.id <> one.id
WHERE abs(julianday(one.registered_on) - julianday(other.registered_on)) <= {WITHIN_DAYS}
"""
"""SQL: both ways round, the citizens who may be registered twice."""

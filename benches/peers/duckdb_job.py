#!/usr/bin/env python3
"""The standard job as SQL, on DuckDB: duckdb_job.py IN.(csv|parquet) OUT.csv kept|all [--print]"""
import sys

COLUMNS = {"account_id": "VARCHAR", "name": "VARCHAR", "industry": "VARCHAR", "country": "VARCHAR", "employees": "BIGINT",
           "revenue_eur": "DECIMAL(18,2)", "demand_now": "BIGINT", "demand_in_10y": "BIGINT", "outcome": "VARCHAR",
           "reachable": "BOOLEAN", "use_frequency": "VARCHAR", "budget": "INTEGER", "authority": "INTEGER", "need": "INTEGER",
           "time": "INTEGER", "rivals": "INTEGER", "factor_claimed": "BOOLEAN", "advantage_claimed": "BOOLEAN",
           "standard_claimed": "BOOLEAN", "feature_claimed": "BOOLEAN"}

SQL = """
COPY (
  WITH judged AS (
    SELECT *, demand_in_10y >= 10 * demand_now AS grows, outcome <> 'none' AS named, reachable AS reached,
           use_frequency IN ('daily', 'weekly', 'monthly') AS used, budget * authority * need * "time" AS bant
    FROM {source} {keep}
  )
  SELECT account_id, name,
         CASE WHEN grows AND named AND reached AND used THEN 'pass'
              WHEN NOT (grows AND named AND reached AND used) THEN 'fail' ELSE 'unknown' END AS verdict,
         CASE WHEN NOT grows THEN 'demand_grows' WHEN NOT named THEN 'outcome_named'
              WHEN NOT reached THEN 'buyer_reachable' WHEN NOT used THEN 'used_often' END AS first_failing,
         bant,
         CASE WHEN bant >= 300 THEN 'hot' WHEN bant >= 100 THEN 'warm' WHEN bant IS NOT NULL THEN 'cold' END AS band,
         CAST(0.4 * need + 0.3 * budget + 0.2 * authority + 0.1 * "time" AS DECIMAL(3, 1)) AS score,
         CASE WHEN rivals < 3 THEN 'key_factors' WHEN NOT advantage_claimed AND rivals < 6 THEN 'relative_advantages'
              WHEN NOT standard_claimed THEN 'reeducation' WHEN NOT feature_claimed THEN 'unique_feature'
              ELSE 'price' END AS positioning
  FROM judged ORDER BY bant DESC NULLS LAST, account_id
) TO '{out}' (FORMAT csv, HEADER true)
"""


def statement(source, out, view):
    if source.endswith(".parquet"):
        read = f"read_parquet('{source}')"
    else:
        types = ", ".join(f"'{name}': '{kind}'" for name, kind in COLUMNS.items())
        read = f"read_csv('{source}', auto_detect=false, header=true, delim=',', quote='\"', escape='\"', columns={{{types}}})"
    keep = "" if view == "all" else (
        "WHERE employees >= 50 AND industry IN ('banking', 'energy', 'healthcare', 'insurance', 'pharma', 'software')")
    return SQL.format(source=read, keep=keep, out=out)


if __name__ == "__main__":
    sql = statement(*sys.argv[1:4])
    if "--print" in sys.argv:
        print(sql + ";")
    else:
        import duckdb
        duckdb.connect().execute(sql)

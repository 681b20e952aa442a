#!/usr/bin/env python3
"""The standard job on Polars: polars_job.py IN.(csv|parquet) OUT.csv kept|all"""
import sys

import polars as pl
from polars import col, lit, when

TYPES = {"account_id": pl.String, "name": pl.String, "industry": pl.String, "country": pl.String, "employees": pl.Int64,
         "revenue_eur": pl.String, "demand_now": pl.Int64, "demand_in_10y": pl.Int64, "outcome": pl.String,
         "reachable": pl.Boolean, "use_frequency": pl.String, "budget": pl.Int64, "authority": pl.Int64, "need": pl.Int64,
         "time": pl.Int64, "rivals": pl.Int64, "factor_claimed": pl.Boolean, "advantage_claimed": pl.Boolean,
         "standard_claimed": pl.Boolean, "feature_claimed": pl.Boolean}


def main():
    source, out, view = sys.argv[1:4]
    rows = pl.scan_parquet(source) if source.endswith(".parquet") else pl.scan_csv(source, schema=TYPES)
    if view != "all":
        kept = ["banking", "energy", "healthcare", "insurance", "pharma", "software"]
        rows = rows.filter((col("employees") >= 50) & col("industry").is_in(kept))
    rows = rows.with_columns(
        grows=col("demand_in_10y") >= 10 * col("demand_now"), named=col("outcome") != "none",
        used=col("use_frequency").is_in(["daily", "weekly", "monthly"]),
        bant=col("budget") * col("authority") * col("need") * col("time"),
        tenths=4 * col("need") + 3 * col("budget") + 2 * col("authority") + col("time"))
    gates = col("grows") & col("named") & col("reachable") & col("used")
    rows.select(
        "account_id", "name",
        when(gates).then(lit("pass")).when(~gates).then(lit("fail")).otherwise(lit("unknown")).alias("verdict"),
        when(~col("grows")).then(lit("demand_grows")).when(~col("named")).then(lit("outcome_named"))
        .when(~col("reachable")).then(lit("buyer_reachable")).when(~col("used")).then(lit("used_often"))
        .alias("first_failing"),
        "bant",
        when(col("bant") >= 300).then(lit("hot")).when(col("bant") >= 100).then(lit("warm"))
        .when(col("bant").is_not_null()).then(lit("cold")).alias("band"),
        ((col("tenths") // 10).cast(pl.String) + "." + (col("tenths") % 10).cast(pl.String)).alias("score"),
        when(col("rivals") < 3).then(lit("key_factors"))
        .when(~col("advantage_claimed") & (col("rivals") < 6)).then(lit("relative_advantages"))
        .when(~col("standard_claimed")).then(lit("reeducation"))
        .when(~col("feature_claimed")).then(lit("unique_feature")).otherwise(lit("price")).alias("positioning"),
    ).sort(["bant", "account_id"], descending=[True, False], nulls_last=True).sink_csv(out)


main()

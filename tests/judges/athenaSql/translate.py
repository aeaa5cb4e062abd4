"""Translates SQL from Athena's dialect to DuckDB's: translate.py <queries.json> <translations.json>."""
import json
import sys

import sqlglot
from sqlglot.errors import ErrorLevel

with open(sys.argv[1]) as file:
    queries = json.load(file)

# What has no translation is an error, not a guess.
translated = {
    name: sqlglot.transpile(sql, read="athena", write="duckdb", pretty=False, unsupported_level=ErrorLevel.RAISE)[0]
    for name, sql in queries.items()
}
with open(sys.argv[2], "w") as file:
    json.dump({"sqlglot": sqlglot.__version__, "translations": translated}, file)

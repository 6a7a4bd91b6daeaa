#!/bin/sh
# Makes the example register aalborg.db from examples/aalborg/ (synthetic data) and prints its two tables.
set -eu
cd "$(dirname "$0")/.."
PATH="$PWD/.venv/bin:$PATH"
export OUTREACH_DB="${OUTREACH_DB:-aalborg.db}"

[ -e "$OUTREACH_DB" ] || outreach init --municipality Aalborg
outreach import examples/aalborg
outreach report conversations --from 2018-01-01 --to 2019-02-28
outreach report courses --from 2018-01-01 --to 2019-02-28

#!/usr/bin/env bash
# Make a change from a pipeline: draft, submit, wait for the decision and the window, start, do it, report what came of it.
#
#   SVS=https://desk.example TOKEN=svs_... BUILD=2041 TEMPLATE=TPL-3 docs/pipeline.sh "Deploy 2041" ./deploy.sh
#
# SVS, TOKEN   where, and a token with the scopes tickets:read,tickets:write of somebody with the role Agent
# BUILD        names the run: the same build never drafts twice
# TEMPLATE     the template it is made from; without one SERVICE (its id), PLAN and BACKOUT are needed
# TYPE         emergency, where nobody can wait
# STARTS_IN    minutes from now until its window opens (0 for a standard change, 30 for one that is decided)
# MINUTES      how long the window is (30)
# UNDO         a command that takes it back when the first one fails
# EVERY        seconds between two looks at the decision (20)
#
# Ends with 0 when it succeeded, 1 when it failed or was backed out, 3 when it was refused or not decided in time.
set -euo pipefail

title=$1; shift
call() { curl -sS --fail-with-body -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' "$@"; }
field() { python3 -c 'import json, sys; found = json.load(sys.stdin)[sys.argv[1]]; print("" if found is None else found)' "$1"; }

draft() {
  python3 - "$title" <<'PYTHON'
import json, os, sys
from datetime import UTC, datetime, timedelta

said, env = {"title": sys.argv[1], "external_id": f"build-{os.environ['BUILD']}"}, os.environ
begins = datetime.now(UTC) + timedelta(minutes=int(env.get("STARTS_IN", "0")))
said["starts_at"] = begins.isoformat()
said["ends_at"] = (begins + timedelta(minutes=int(env.get("MINUTES", "30")))).isoformat()
said |= {name: env[name.upper()] for name in ("template", "type", "plan", "backout") if env.get(name.upper())}
if env.get("SERVICE"):
    said["service"] = int(env["SERVICE"])
print(json.dumps(said))
PYTHON
}

# Draft it; the same key again answers the same and drafts nothing twice. Then put it before those who decide.
ref=$(call -H "Idempotency-Key: \"build-$BUILD\"" "$SVS/api/v1/changes/" -d "$(draft)" | field ref)
change="$SVS/api/v1/changes/$ref"
state=$(call "$change/submit/" -d '{}' | field state)
echo "$ref: submitted, $state"

# Poll the decision. SCHEDULED is a yes, REFUSED a no, DRAFT says that nobody decided in time.
while [ "$state" = IN_APPROVAL ]; do
  sleep "${EVERY:-20}"
  state=$(call "$change/" | field state)
done
if [ "$state" != SCHEDULED ]; then
  echo "$ref: $state. $(call "$change/" | field decided_words)" >&2
  exit 3
fi

# Wait for its window, then begin: SVS refuses outside it, or if anybody edited it since it was approved.
opens=$(call "$change/" | field starts_at)
python3 -c '
import sys, time
from datetime import datetime
time.sleep(max(0, datetime.fromisoformat(sys.argv[1]).timestamp() - time.time()))' "$opens"
call "$change/start/" -d '{}' | field state

# Do it, and report what came of it.
report() { call "$change/complete/" -d "{\"outcome\": \"$1\", \"outcome_words\": \"$2\"}" | field state; }
if "$@"; then
  report successful ""
elif [ -n "${UNDO:-}" ] && $UNDO; then
  report backed_out "The pipeline failed and took it back."
  exit 1
else
  report failed "The pipeline failed."
  exit 1
fi

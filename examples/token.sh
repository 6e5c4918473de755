#!/usr/bin/env bash
# Signs in and prints the session's token:
#
#   export TOKEN=$(examples/token.sh)
#   export TOKEN=$(examples/token.sh admin)
#
# The credentials are those of login.json and login_admin.json. Others are the second argument, as variables:
#
#   export TOKEN=$(examples/token.sh member '{"input": {"email": "mo@ucla.edu", "password": "secret123"}}')
set -euo pipefail

unset TOKEN
case ${1:-member} in
  member) operation=login ;;
  admin) operation=login_admin ;;
  *)
    echo 'token.sh: sign in as member or admin' >&2
    exit 1
    ;;
esac
response=$("$(dirname "${BASH_SOURCE[0]}")/run.sh" "$operation" "${@:2}")
node --eval '
  const [payload] = Object.values(JSON.parse(require("node:fs").readFileSync(0, "utf8")).data);
  if (payload.errors.length) {
    console.error(`token.sh: ${payload.errors[0].message}`);
    process.exit(1);
  }
  console.log(payload.token);
' <<<"$response"

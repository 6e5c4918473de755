#!/usr/bin/env bash
# Runs an operation of this folder and prints the response.
#
#   examples/run.sh NAME ['{"json": "variables"}']
#
# NAME.graphql is the operation. Without variables, those in NAME.json are sent. BRUINBRIDGE_URL is the address of the
# API. TOKEN is the session of whoever is signed in (token.sh prints one). A subscription ends after three seconds.
set -euo pipefail

folder=$(dirname "${BASH_SOURCE[0]}")
url=${BRUINBRIDGE_URL:-http://127.0.0.1:8000/graphql}
name=${1:-}

fail() {
  echo "run.sh: $1" >&2
  exit 1
}

[[ -f $folder/$name.graphql ]] || fail "choose one of: $(cd "$folder" && echo *.graphql | sed 's/\.graphql//g')"
query=$(<"$folder/$name.graphql")

if [[ $# -gt 1 ]]; then
  variables=$2
elif [[ -f $folder/$name.json ]]; then
  variables=$(<"$folder/$name.json")
else
  variables={}
fi

# Passwords and tokens are handed on in the environment and in pipes: other users can read the arguments of a process.
body=$(query=$query variables=$variables node --eval '
  const { query, variables } = process.env;
  try {
    console.log(JSON.stringify({ query, variables: JSON.parse(variables) }));
  } catch (error) {
    console.error(`run.sh: the variables are not JSON: ${error.message}`);
    process.exit(1);
  }
')

post() {
  curl --silent "$@" --header 'content-type: application/json' \
    --header @<([[ -z ${TOKEN:-} ]] || printf 'authorization: Bearer %s' "$TOKEN") \
    --data-binary @<(printf %s "$body") "$url" || {
    local status=$?
    # 28: the three seconds of a subscription are over.
    [[ $status == 28 ]] || fail "cannot reach $url (curl: error $status); is the server running?"
  }
}

if [[ $query == subscription* ]]; then
  post --no-buffer --max-time 3 --header 'accept: text/event-stream' | {
    is_refused=false
    while IFS= read -r line; do
      printf '%s\n' "$line"
      if [[ $line == *'"errors":['* ]]; then is_refused=true; fi
    done
    if $is_refused; then fail 'the response has errors'; fi
  }
else
  post | node --eval '
    const text = require("node:fs").readFileSync(0, "utf8");
    if (!text) process.exit(1);
    try {
      const response = JSON.parse(text);
      console.log(JSON.stringify(response, null, 2));
      if (!response.errors) process.exit();
      console.error(`run.sh: ${response.errors[0].message}`);
    } catch {
      console.error(`run.sh: the response is not JSON: ${text.slice(0, 200)}`);
    }
    process.exit(1);
  '
fi

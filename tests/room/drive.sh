#!/bin/bash
# Drives seodang-room by hand: open, add, publish a prepared offer, graph, close. Prints the answers; exits 0 if all came.
#   drive.sh PROGRAM PIPELINES OFFER
set -eu
program=$1 pipelines=$2 offer=$3

coproc room { exec "$program" --pipelines "$pipelines"; }
pid=$room_PID

say() { printf '%s\n' "$1" >&"${room[1]}"; }

# Reads lines until one contains $1; prints it.
hear() {
  local line
  while IFS= read -r -t 10 -u "${room[0]}" line; do
    case $line in *"$1"*) printf '%s\n' "$line"; return ;; esac
  done
  echo "never heard: $1" >&2
  return 1
}

call() { say "{\"jsonrpc\":\"2.0\",\"id\":$1,\"method\":\"$2\",\"params\":$3}"; hear "\"id\":$1,"; }

sdp=$(awk '{ sub(/\r$/, ""); gsub(/"/, "\\\""); printf "%s\\r\\n", $0 }' "$offer")
mids=$(awk -F: '/^a=mid:/ { sub(/\r$/, ""); print $2 }' "$offer")
tracks='' sources=(microphone camera camera screen screen-audio) layers=(0 0 1 0 0) n=0
for mid in $mids; do
  tracks+="${tracks:+,}{\"mid\":\"$mid\",\"source\":\"${sources[$n]}\",\"layer\":${layers[$n]}}"
  n=$((n + 1))
done

hear '"ready"'
call 1 open '{"room":"r1","kind":"meeting","config":{}}'
call 2 participant.add '{"id":"p1","person":"x","name":"Ann","role":"host"}'
call 3 publish "{\"participant\":\"p1\",\"sdp\":\"$sdp\",\"tracks\":[$tracks]}"
graph=$(call 4 graph '{}')
echo "$graph"
path=$(printf '%s' "$graph" | sed 's/.*"path":"\([^"]*\)".*/\1/')
grep -q publisher_p1 "$path" && echo "graph has publisher_p1"
rm -f "$path"
call 5 close '{}'
wait "$pid"
echo "exit $?"

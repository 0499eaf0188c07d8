#!/bin/sh
# A browser that leaves the processor to the others: BROWSER is what to start.
exec nice -n 15 "$BROWSER" "$@"

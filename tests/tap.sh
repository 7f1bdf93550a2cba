#!/bin/sh
# TAP for the shell tests that source this: result for every test, finish at the end.
count=0 failed=0

result() { # STATUS NAME [TEXT]: 0 is well; else the text is told
    count=$((count + 1))
    if [ "$1" = 0 ]; then
        echo "ok $count - $2"
    else
        echo "not ok $count - $2"
        [ -z "${3-}" ] || printf '%s\n' "$3" | sed 's/^/# /'
        failed=1
    fi
}

finish() {
    echo "1..$count"
    exit $failed
}

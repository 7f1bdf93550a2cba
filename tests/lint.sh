#!/bin/sh
# What the compiler does not see: the manual's markup, shell scripts, and C beyond its warnings.
# TAP; a tool that is not installed is a skip.
cd "${CAPPLAN_SRC:-$(dirname "$0")/..}" || exit 1
# shellcheck source=/dev/null
. tests/tap.sh

run() { # NAME TOOL [ARGUMENT...]
    name=$1 tool=$2
    shift 2
    if ! command -v "$tool" >/dev/null; then
        result 0 "$name # SKIP $tool is not installed"
    else
        status=0
        said=$("$tool" "$@" 2>&1) || status=$?
        result $status "$name" "$said"
    fi
}

scripts=$(find bootstrap .ci tests bench examples completion share doc man debian/tests -type f -exec \
    awk 'FNR == 1 && /^#!.*sh$/ { print FILENAME }' {} + 2>/dev/null)
# shellcheck disable=SC2086 # lists of words
run 'manual pages are clean' mandoc -Tlint -Wwarning man/*.[157]
# What wraps on a terminal of 80 columns is no line that can be read, or pasted; a line of a crontab is one.
# shellcheck disable=SC2016 # expanded by sh
run 'no line of the manual is longer than 80 columns' sh -c '
    command -v mandoc >/dev/null || exit 0
    found=$(for page in man/*.[157]; do
        mandoc -T ascii -O width=78 "$page" | sed "s/.\x08//g" | awk -v page="$page" "
            length(\$0) > 80 && \$0 !~ /^ *[0-9]+ [0-9]+ [*] [*] / { print page \": \" \$0 }"
    done)
    echo "$found"
    [ -z "$found" ]'
# shellcheck disable=SC2086
run 'shell scripts are clean' shellcheck $scripts
run 'completion is clean' shellcheck -s bash completion/capplan
# Newer ones take an array that a callee fills for uninitialised; compilers and sanitizers look at that. It
# takes two minutes, which the gate does not have.
if [ -z "${CAPPLAN_LONG-}" ]; then
    result 0 'C is clean # SKIP make check-long'
else
    run 'C is clean' cppcheck --quiet --error-exitcode=1 --std=c11 --enable=warning \
        --inline-suppr --suppress=missingIncludeSystem --suppress=syntaxError:lib/facts/registry.c \
        --suppress=uninitvar --suppress=normalCheckLevelMaxBranches \
        -D_GNU_SOURCE -I lib lib tools
fi

# Debian 12's: newer ones part stars and braces otherwise.
if clang-format --version 2>/dev/null | grep -q 'version 14\.'; then
    # shellcheck disable=SC2046
    run 'C is formatted' clang-format --dry-run -Werror \
        $(find lib tools tests bench examples -name '*.[ch]')
else
    run 'C is formatted' 'clang-format 14' # a skip
fi

# make has rules of its own that would make NAME of NAME.c where that is newer, as it can be in a clone.
# shellcheck disable=SC2016 # expanded by sh
run 'no file could be made of another by a rule of make' sh -c '
    found=$(find .ci bench debian examples man share tests -name "*.c" -o -name "*.sh" | while read -r file; do
        [ ! -f "${file%.*}" ] || echo "$file"
    done)
    echo "$found"
    [ -z "$found" ]'

# What overruns its target, hides its errors, heeds the locale or keeps state. cp_number_parse reads
# numbers.
banned='strn?cpy|strn?cat|v?sprintf|gets|alloca|strtok|tmpnam|mktemp|ato[ifl]|atoll|strto(d|f|ld)|v?[fs]?scanf'
banned="$banned|s?rand|s?random|drand48|setlocale|localtime|gmtime|asctime|ctime|system|popen"
run 'no banned function is called' \
    sh -c "! grep -rnE --include='*.[ch]' '(^|[^A-Za-z0-9_.>])($banned)\(' lib tools"

# clang 14 gives one that other files call a name that they do not ask for.
run 'what has versions for several processors is static' \
    sh -c "! grep -rnE --include='*.c' '^(CP_)?WIDE ' lib | grep -v ' static '"
finish

# What tests of the manual share: a page as a reader pastes it.

# The lines of a page of this name, the escapes of its markup resolved.
page_text() { # NAME
    sed 's/\\&//g; s/\\-/-/g; s/\\(aq/'\''/g; s/\\(dq/"/g; s/\\e/\\/g' "$CAPPLAN_SRC/man/$1"
}

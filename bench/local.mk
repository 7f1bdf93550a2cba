EXTRA_DIST += bench/facts

EXTRA_DIST += bench/facts bench/lp

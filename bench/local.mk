EXTRA_DIST += bench/facts bench/lp
EXTRA_DIST += bench/finance
EXTRA_DIST += bench/facts bench/supplier
EXTRA_DIST += bench/facts bench/lp bench/lp

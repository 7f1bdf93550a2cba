EXTRA_DIST += bench/facts bench/finance bench/lp bench/supplier

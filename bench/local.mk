EXTRA_DIST += bench/allocate bench/facts bench/finance bench/lp bench/supplier

EXTRA_DIST += bench/allocate bench/facts bench/family bench/family.c bench/finance bench/lp bench/supplier

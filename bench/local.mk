EXTRA_DIST += bench/allocate bench/facts bench/family bench/family.c bench/finance bench/forecast bench/lp bench/supplier

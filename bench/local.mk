EXTRA_DIST += bench/allocate bench/common.sh bench/compare bench/facts bench/family bench/family.c bench/finance bench/highs bench/forecast bench/lp bench/public bench/record bench/supplier

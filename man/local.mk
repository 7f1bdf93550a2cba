dist_man_MANS += man/capplan.7
dist_man_MANS += man/cp-allocate.1
dist_man_MANS += man/cp-solve.1
dist_man_MANS += man/cp-report.1 man/cp-supplier.1
dist_man_MANS += man/cp-forecast.1

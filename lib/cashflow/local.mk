public_headers += lib/cashflow/cashflow.h
libcapplan_a_SOURCES += lib/cashflow/annuity.c
libcapplan_a_SOURCES += lib/cashflow/bond.c
libcapplan_a_SOURCES += lib/cashflow/daycount.c
libcapplan_a_SOURCES += lib/cashflow/depreciation.c
libcapplan_a_SOURCES += lib/cashflow/macrs.c
libcapplan_a_SOURCES += lib/cashflow/npv.c
libcapplan_a_SOURCES += lib/cashflow/rate.c

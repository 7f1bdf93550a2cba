supplierdir = $(pkgincludedir)/supplier
supplier_HEADERS = lib/supplier/supplier.h
libcapplan_a_SOURCES += lib/supplier/internal.h lib/supplier/capacity.c lib/supplier/curve.c \
	lib/supplier/facts.c lib/supplier/lead.c lib/supplier/eoq.c \
	lib/supplier/newsvendor.c lib/supplier/calculate.c lib/supplier/program.h lib/supplier/program.c \
	lib/supplier/award.c lib/supplier/conflict.c lib/supplier/contradict.c \
	lib/supplier/sourcing.h lib/supplier/sourcing.c \
	lib/supplier/need.c lib/supplier/order.c lib/supplier/survive.c \
	lib/supplier/risk.h lib/supplier/risk.c lib/supplier/paths.c lib/supplier/scorecard.c

financedir = $(pkgincludedir)/finance
finance_HEADERS = lib/finance/finance.h
libcapplan_a_SOURCES += lib/finance/annuity.c lib/finance/daycount.c lib/finance/depreciation.c \
	lib/finance/macrs.c lib/finance/rate.c lib/finance/value.c

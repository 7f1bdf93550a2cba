financedir = $(pkgincludedir)/finance
finance_HEADERS = lib/finance/finance.h
libcapplan_a_SOURCES += lib/finance/internal.h lib/finance/annuity.c lib/finance/answer.c \
	lib/finance/assets.c lib/finance/calculate.c lib/finance/columns.c lib/finance/coupon.c lib/finance/daycount.c lib/finance/depreciation.c lib/finance/entity.c \
	lib/finance/finance.c lib/finance/flows.c lib/finance/gpu.c lib/finance/group.c lib/finance/lease.c lib/finance/loan.c \
	lib/finance/macrs.c lib/finance/request.c lib/finance/reserve.c lib/finance/streams.c lib/finance/tax.c lib/finance/trigger.c lib/finance/metrics.c lib/finance/rate.c lib/finance/scenarios.c lib/finance/sensitivity.c lib/finance/sizing.c \
	lib/finance/statements.c lib/finance/stream.c lib/finance/value.c lib/finance/waterfall.c

reportdir = $(pkgincludedir)/report
report_HEADERS = lib/report/report.h
libcapplan_a_SOURCES += lib/report/internal.h lib/report/binding.c lib/report/debt.c \
	lib/report/energy.c lib/report/first.c lib/report/headline.c lib/report/money.c lib/report/panel.c \
	lib/report/report.c lib/report/rest.c lib/report/sites.c lib/report/supply.c lib/report/suppliers.c lib/report/table.c \
	lib/report/work.c lib/report/worth.c

allocatedir = $(pkgincludedir)/allocate
allocate_HEADERS = lib/allocate/allocate.h
libcapplan_a_SOURCES += lib/allocate/allocate.c lib/allocate/answer.c lib/allocate/buy.c lib/allocate/costs.c lib/allocate/energy.c \
	lib/allocate/explain.c lib/allocate/fleet.c lib/allocate/integer.c lib/allocate/internal.h lib/allocate/limits.c \
	lib/allocate/kinds.c lib/allocate/model.c lib/allocate/nearby.c lib/allocate/site.c lib/allocate/slicing.c lib/allocate/slicing_error.c lib/allocate/standby.c lib/allocate/supply.c \
	lib/allocate/explain.c lib/allocate/fleet.c lib/allocate/internal.h lib/allocate/limits.c \
	lib/allocate/kinds.c lib/allocate/model.c lib/allocate/nearby.c lib/allocate/place.c lib/allocate/site.c lib/allocate/slicing.c lib/allocate/slicing_error.c lib/allocate/standby.c lib/allocate/supply.c \
	lib/allocate/model.c lib/allocate/nearby.c lib/allocate/site.c lib/allocate/slices.c lib/allocate/slicing.c lib/allocate/slicing_error.c lib/allocate/standby.c lib/allocate/supply.c \
	lib/allocate/values.c lib/allocate/workload.c

allocatedir = $(pkgincludedir)/allocate
allocate_HEADERS = lib/allocate/allocate.h
libcapplan_a_SOURCES += lib/allocate/allocate.c
libcapplan_a_SOURCES += lib/allocate/allocate.h
libcapplan_a_SOURCES += lib/allocate/answer.c
libcapplan_a_SOURCES += lib/allocate/buy.c
libcapplan_a_SOURCES += lib/allocate/costs.c
libcapplan_a_SOURCES += lib/allocate/energy.c
libcapplan_a_SOURCES += lib/allocate/explain.c
libcapplan_a_SOURCES += lib/allocate/fleet.c
libcapplan_a_SOURCES += lib/allocate/integer.c
libcapplan_a_SOURCES += lib/allocate/internal.h
libcapplan_a_SOURCES += lib/allocate/kinds.c
libcapplan_a_SOURCES += lib/allocate/limits.c
libcapplan_a_SOURCES += lib/allocate/model.c
libcapplan_a_SOURCES += lib/allocate/move.c
libcapplan_a_SOURCES += lib/allocate/nearby.c
libcapplan_a_SOURCES += lib/allocate/place.c
libcapplan_a_SOURCES += lib/allocate/pool.c
libcapplan_a_SOURCES += lib/allocate/site.c
libcapplan_a_SOURCES += lib/allocate/slices.c
libcapplan_a_SOURCES += lib/allocate/slicing.c
libcapplan_a_SOURCES += lib/allocate/slicing_error.c
libcapplan_a_SOURCES += lib/allocate/standby.c
libcapplan_a_SOURCES += lib/allocate/supply.c
libcapplan_a_SOURCES += lib/allocate/values.c
libcapplan_a_SOURCES += lib/allocate/workload.c
libcapplan_a_SOURCES += lib/allocate/allocate.c lib/allocate/answer.c lib/allocate/buy.c lib/allocate/costs.c lib/allocate/energy.c \
	lib/allocate/explain.c lib/allocate/fleet.c lib/allocate/integer.c lib/allocate/internal.h lib/allocate/limits.c \
libcapplan_a_SOURCES += lib/allocate/allocate.c lib/allocate/answer.c lib/allocate/asset.c lib/allocate/buy.c lib/allocate/costs.c lib/allocate/energy.c \
	lib/allocate/explain.c lib/allocate/fleet.c lib/allocate/fuel.c lib/allocate/line.c lib/allocate/operate.c lib/allocate/integer.c lib/allocate/internal.h lib/allocate/limits.c \
	lib/allocate/kinds.c lib/allocate/model.c lib/allocate/nearby.c lib/allocate/site.c lib/allocate/slicing.c lib/allocate/slicing_error.c lib/allocate/standby.c lib/allocate/supply.c \
	lib/allocate/explain.c lib/allocate/fleet.c lib/allocate/internal.h lib/allocate/limits.c \
	lib/allocate/kinds.c lib/allocate/model.c lib/allocate/nearby.c lib/allocate/place.c lib/allocate/site.c lib/allocate/slicing.c lib/allocate/slicing_error.c lib/allocate/standby.c lib/allocate/supply.c \
	lib/allocate/model.c lib/allocate/nearby.c lib/allocate/site.c lib/allocate/slices.c lib/allocate/slicing.c lib/allocate/slicing_error.c lib/allocate/standby.c lib/allocate/supply.c \
	lib/allocate/explain.c lib/allocate/fleet.c lib/allocate/internal.h lib/allocate/limits.c \
	lib/allocate/kinds.c lib/allocate/model.c lib/allocate/nearby.c lib/allocate/scenarios.c lib/allocate/site.c lib/allocate/slicing.c lib/allocate/slicing_error.c lib/allocate/standby.c lib/allocate/supply.c \
	lib/allocate/values.c lib/allocate/workload.c

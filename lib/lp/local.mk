lpdir = $(pkgincludedir)/lp
lp_HEADERS = lib/lp/lp.h
libcapplan_a_SOURCES += lib/lp/explain.c lib/lp/glpk.c lib/lp/internal.h lib/lp/model.c \
	lib/lp/mps.h lib/lp/mps_read.c lib/lp/mps_text.c lib/lp/mps_write.c lib/lp/solve.c lib/lp/verify.c

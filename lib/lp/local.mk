lpdir = $(pkgincludedir)/lp
lp_HEADERS = lib/lp/lp.h
libcapplan_a_SOURCES += lib/lp/exec.c lib/lp/exec.h lib/lp/exec_dialect.c \
	lib/lp/exec_run.c lib/lp/explain.c lib/lp/glpk.c lib/lp/internal.h lib/lp/irreducible.c lib/lp/ipm.c lib/lp/tree.c lib/lp/propagate.h lib/lp/propagate.c lib/lp/ipm.h \
	lib/lp/ipm_solve.c lib/lp/ipm_step.c lib/lp/model.c lib/lp/mps.h lib/lp/mps_read.c \
	lib/lp/exec_run.c lib/lp/explain.c lib/lp/glpk.c lib/lp/internal.h lib/lp/irreducible.c lib/lp/ipm.c lib/lp/ipm.h \
	lib/lp/ipm_rows.c lib/lp/ipm_solve.c lib/lp/ipm_step.c lib/lp/model.c lib/lp/mps.h lib/lp/mps_read.c \
	lib/lp/mps_text.c lib/lp/mps_write.c lib/lp/normal.c lib/lp/normal.h lib/lp/presolve.c \
	lib/lp/presolve.h lib/lp/scale.c lib/lp/scale.h lib/lp/solve.c lib/lp/stretch.c \
	lib/lp/stages.c lib/lp/stages_value.c lib/lp/stretch.h lib/lp/verify.c
EXTRA_DIST += lib/lp/highs.c
if HIGHS
libcapplan_a_SOURCES += lib/lp/highs.c
AM_CFLAGS += $(HIGHS_CFLAGS)
endif

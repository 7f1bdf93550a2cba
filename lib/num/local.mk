numdir = $(pkgincludedir)/num
num_HEADERS = lib/num/num.h
libcapplan_a_SOURCES += lib/num/internal.h lib/num/cholesky.c lib/num/distribution.c lib/num/minimise.c \
	lib/num/nonlinear.c lib/num/random.c lib/num/regression.c

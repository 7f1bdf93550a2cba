public_headers += lib/num/num.h
libcapplan_a_SOURCES += lib/num/cholesky.c
libcapplan_a_SOURCES += lib/num/distribution.c
libcapplan_a_SOURCES += lib/num/internal.h
libcapplan_a_SOURCES += lib/num/minimise.c
libcapplan_a_SOURCES += lib/num/nonlinear.c
libcapplan_a_SOURCES += lib/num/random.c
libcapplan_a_SOURCES += lib/num/regression.c

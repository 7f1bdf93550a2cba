lpdir = $(pkgincludedir)/lp
lp_HEADERS = lib/lp/lp.h

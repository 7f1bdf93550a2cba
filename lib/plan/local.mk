plandir = $(pkgincludedir)/plan
plan_HEADERS = lib/plan/plan.h

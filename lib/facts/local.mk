factsdir = $(pkgincludedir)/facts
facts_HEADERS = lib/facts/facts.h

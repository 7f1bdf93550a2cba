# Recipes of cron and timers, where capplan-cron(7) says they are.
crondir = $(pkgdatadir)/cron
dist_cron_SCRIPTS = share/capplan/cron/capplan-run
dist_cron_DATA = share/capplan/cron/capplan@.service
dist_cron_DATA += share/capplan/cron/capplan@.timer
dist_cron_DATA += share/capplan/cron/capplan-mail@.service

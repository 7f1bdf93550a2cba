dist_man_MANS += man/capplan.7

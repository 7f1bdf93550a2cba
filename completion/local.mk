# bash-completion loads a file by the name of the command, so each command has a link to the one.
bashcompletiondir = $(datadir)/bash-completion/completions
dist_bashcompletion_DATA = completion/capplan

link-completion:
	cd '$(DESTDIR)$(bashcompletiondir)' && for command in $(bin_PROGRAMS); do \
	    [ "$$command" = tools/capplan ] || ln -sf capplan "$${command##*/}"; done

unlink-completion:
	cd '$(DESTDIR)$(bashcompletiondir)' 2>/dev/null && for command in $(bin_PROGRAMS); do \
	    rm -f "$${command##*/}"; done || :

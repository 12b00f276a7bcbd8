# Completions for shells; where they go is the default of each shell and can be set on the command
# line of make.
bashcompletiondir = $(datadir)/bash-completion/completions
zshcompletiondir = $(datadir)/zsh/site-functions
fishcompletiondir = $(datadir)/fish/vendor_completions.d
EXTRA_DIST += %D%/culprit.bash
dist_zshcompletion_DATA = %D%/_culprit
dist_fishcompletion_DATA = %D%/culprit.fish

# bash looks for a file with the name of the command.
install-data-local:
	$(MKDIR_P) '$(DESTDIR)$(bashcompletiondir)'
	$(INSTALL_DATA) '$(srcdir)/%D%/culprit.bash' '$(DESTDIR)$(bashcompletiondir)/culprit'

uninstall-local:
	rm -f '$(DESTDIR)$(bashcompletiondir)/culprit'

# Manual pages, hand-written in mdoc; tests/lint/man.sh compares culprit.1 with --help. One file per
# line; a lint compares this list with the folder.
man_pages = \
	%D%/culprit-db.1 \
	%D%/culprit-grep.1 \
	%D%/culprit-signatures.5 \
	%D%/culprit-watch.1 \
	%D%/culprit.1

dist_man_MANS += $(man_pages)

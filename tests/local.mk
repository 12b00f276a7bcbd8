# Tests. All of them speak TAP, so that every single check is counted.

# Unit tests: one per module, tests/unit/NAME.c with a main of its own.
unit_tests = \
	%D%/unit/test_absences \
	%D%/unit/test_advice \
	%D%/unit/test_ahead \
	%D%/unit/test_arena \
	%D%/unit/test_attempts \
	%D%/unit/test_around \
	%D%/unit/test_baseline \
	%D%/unit/test_before \
	%D%/unit/test_buf \
	%D%/unit/test_build \
	%D%/unit/test_build_check \
	%D%/unit/test_build_cre \
	%D%/unit/test_build_jq \
	%D%/unit/test_build_literals \
	%D%/unit/test_build_re2 \
	%D%/unit/test_build_regex \
	%D%/unit/test_build_resolve \
	%D%/unit/test_build_risk \
	%D%/unit/test_build_tree \
	%D%/unit/test_build_yaml \
	%D%/unit/test_calibrate \
	%D%/unit/test_bulk \
	%D%/unit/test_bulk_formats \
	%D%/unit/test_bulk_head \
	%D%/unit/test_bulk_time \
	%D%/unit/test_changes \
	%D%/unit/test_composite \
	%D%/unit/test_confirm \
	%D%/unit/test_correlate \
	%D%/unit/test_db \
	%D%/unit/test_db_branches \
	%D%/unit/test_db_mutate \
	%D%/unit/test_decode \
	%D%/unit/test_digest \
	%D%/unit/test_doc \
	%D%/unit/test_doc_cwl \
	%D%/unit/test_doc_cwl_direct \
	%D%/unit/test_doc_docker \
	%D%/unit/test_doc_ecs_service \
	%D%/unit/test_doc_ecs_task \
	%D%/unit/test_doc_ecs_taskdef \
	%D%/unit/test_doc_elb \
	%D%/unit/test_doc_eventbridge \
	%D%/unit/test_doc_insights \
	%D%/unit/test_doc_kube \
	%D%/unit/test_doc_lambda \
	%D%/unit/test_doc_stack \
	%D%/unit/test_doc_trail \
	%D%/unit/test_docs_bulk \
	%D%/unit/test_docs_events \
	%D%/unit/test_docs_keys \
	%D%/unit/test_docs_queue \
	%D%/unit/test_docs_record \
	%D%/unit/test_docs_relay \
	%D%/unit/test_duplicates \
	%D%/unit/test_entries \
	%D%/unit/test_err \
	%D%/unit/test_error_sets \
	%D%/unit/test_evidence \
	%D%/unit/test_fetch \
	%D%/unit/test_fill \
	%D%/unit/test_fingerprint \
	%D%/unit/test_finder \
	%D%/unit/test_frame_docs \
	%D%/unit/test_frame_docs_begin \
	%D%/unit/test_frame_lines \
	%D%/unit/test_framer \
	%D%/unit/test_framer_formats \
	%D%/unit/test_framer_ledger \
	%D%/unit/test_framer_pipe \
	%D%/unit/test_gram \
	%D%/unit/test_gram_table \
	%D%/unit/test_histogram \
	%D%/unit/test_human \
	%D%/unit/test_hosts \
	%D%/unit/test_infer \
	%D%/unit/test_join \
	%D%/unit/test_json_member \
	%D%/unit/test_json_text \
	%D%/unit/test_jqterm \
	%D%/unit/test_jsonscan \
	%D%/unit/test_level \
	%D%/unit/test_line_bound \
	%D%/unit/test_line_marks \
	%D%/unit/test_line_records \
	%D%/unit/test_line_scan \
	%D%/unit/test_line_shapes \
	%D%/unit/test_lives \
	%D%/unit/test_logger_head \
	%D%/unit/test_map \
	%D%/unit/test_markdown \
	%D%/unit/test_matcher \
	%D%/unit/test_quoted \
	%D%/unit/test_jobs \
	%D%/unit/test_mended \
	%D%/unit/test_outline \
	%D%/unit/test_pair_filter \
	%D%/unit/test_pauses \
	%D%/unit/test_part_lines \
	%D%/unit/test_patterns \
	%D%/unit/test_plain \
	%D%/unit/test_prefilter \
	%D%/unit/test_prefilter_differential \
	%D%/unit/test_progress \
	%D%/unit/test_recent \
	%D%/unit/test_redact \
	%D%/unit/test_report_json \
	%D%/unit/test_report_json_out \
	%D%/unit/test_replay \
	%D%/unit/test_replay_streams \
	%D%/unit/test_report_text \
	%D%/unit/test_rhythm \
	%D%/unit/test_rollback \
	%D%/unit/test_samples \
	%D%/unit/test_search \
	%D%/unit/test_select \
	%D%/unit/test_sha256 \
	%D%/unit/test_sieve \
	%D%/unit/test_signature \
	%D%/unit/test_slice \
	%D%/unit/test_source \
	%D%/unit/test_streams \
	%D%/unit/test_structured \
	%D%/unit/test_survey \
	%D%/unit/test_swar \
	%D%/unit/test_tally \
	%D%/unit/test_telling \
	%D%/unit/test_templates \
	%D%/unit/test_text \
	%D%/unit/test_timestamp \
	%D%/unit/test_title \
	%D%/unit/test_trace \
	%D%/unit/test_unwrap \
	%D%/unit/test_votes \
	%D%/unit/test_watch_fold \
	%D%/unit/test_watch_gate \
	%D%/unit/test_watch_heads \
	%D%/unit/test_watch_quiet \
	%D%/unit/test_watch_status \
	%D%/unit/test_watch_top \
	%D%/unit/test_window \
	%D%/unit/test_wrap \
	%D%/unit/test_zone

# What several unit tests share.
unit_support = \
	%D%/unit/bulk_fixture.h \
	%D%/unit/format_samples.h \
	%D%/unit/docs_fixture.h \
	%D%/unit/report_fixture.h \
	%D%/unit/scene.h \
	%D%/unit/search_fixture.h \
	%D%/unit/source_fixture.h

# What several shell tests share.
shell_support = \
	%D%/lib/aws.sh \
	%D%/lib/framed.sh \
	%D%/lib/input.sh \
	%D%/lib/tap.sh \
	%D%/lib/text.sh \
	%D%/lib/timeline.sh \
	%D%/lib/top.sh \
	%D%/lib/wait.sh

# Lints: the rules of HACKING.md, checked.
lints = \
	%D%/lint/banned.sh \
	%D%/lint/format.sh \
	%D%/lint/headers.sh \
	%D%/lint/layers.sh \
	%D%/lint/lists.sh \
	%D%/lint/man.sh \
	%D%/lint/prefix.sh \
	%D%/lint/runtime.sh \
	%D%/lint/shell.sh \
	%D%/lint/state.sh

LDADD += $(culprit_libraries) $(CMOCKA_LIBS)

if HAVE_CMOCKA
check_PROGRAMS += $(unit_tests)
TESTS += $(unit_tests)
AM_CPPFLAGS += $(CMOCKA_CFLAGS)
else
TESTS += %D%/unit/without-cmocka.sh
endif
EXTRA_DIST += %D%/unit/without-cmocka.sh

# End to end: the program itself.
end_to_end = \
	%D%/aws/run.sh \
	%D%/aws/watch.sh \
	%D%/aws/feed.sh \
	%D%/cre/community.sh \
	%D%/cre/run.sh \
	%D%/golden/run.sh \
	%D%/memory/run.sh \
	%D%/patterns/benign.sh \
	%D%/patterns/catalogue.sh \
	%D%/patterns/formats.sh \
	%D%/patterns/run.sh \
	%D%/patterns/tries.sh \
	%D%/report/browser.sh \
	%D%/report/completions.sh \
	%D%/report/hostile.sh \
	%D%/report/leaks.sh \
	%D%/report/markdown.sh \
	%D%/report/output.sh \
	%D%/report/schema.sh \
	%D%/report/terminal.sh \
	%D%/search/differential.sh \
	%D%/watch/run.sh

TESTS += $(end_to_end) $(lints)
EXTRA_DIST += \
	$(lints) \
	$(unit_support) \
	%D%/golden \
	$(shell_support) \
	$(end_to_end) \
	%D%/aws/ecs_server.py \
	%D%/patterns/README.md \
	%D%/patterns/allowed.txt \
	%D%/patterns/benign \
	%D%/patterns/catalogue.txt \
	%D%/report/kept.txt \
	%D%/report/schema.py \
	%D%/report/secrets.txt

# Writes the examples of all signatures in the input formats, for formats.sh.
check_PROGRAMS += %D%/patterns/embed

$(end_to_end:.sh=.log) $(lints:.sh=.log): culprit$(EXEEXT)

TEST_EXTENSIONS = .sh
SH_LOG_COMPILER = $(SHELL)
LOG_DRIVER = env AM_TAP_AWK='$(AWK)' $(SHELL) $(top_srcdir)/build-aux/tap-driver.sh
SH_LOG_DRIVER = $(LOG_DRIVER)

# The same surroundings on every machine.
AM_TESTS_ENVIRONMENT = \
	LC_ALL=C; export LC_ALL; \
	TZ=UTC; export TZ; \
	COLUMNS=100; export COLUMNS; \
	unset NO_COLOR CLICOLOR CLICOLOR_FORCE; \
	$(MKDIR_P) $(abs_builddir)/%D%/empty-config; \
	XDG_CONFIG_HOME='$(abs_builddir)/%D%/empty-config'; export XDG_CONFIG_HOME; \
	CMOCKA_MESSAGE_OUTPUT=TAP; export CMOCKA_MESSAGE_OUTPUT; \
	CULPRIT='$(abs_builddir)/culprit$(EXEEXT)'; export CULPRIT; \
	CC='$(CC)'; export CC; \
	NM='$(NM)'; export NM; \
	OBJDUMP='$(OBJDUMP)'; export OBJDUMP; \
	TEST_CPPFLAGS='$(AM_CPPFLAGS) $(CPPFLAGS)'; export TEST_CPPFLAGS; \
	SANITIZERS='$(SANITIZERS)'; export SANITIZERS; \
	top_srcdir='$(abs_srcdir)'; export top_srcdir; \
	test -z '$(SANITIZER_ENV)' || export $(SANITIZER_ENV);

# Rewrites the expectations of the golden cases; read the diff before you commit it.
.PHONY: bless
bless: culprit$(EXEEXT)
	@$(AM_TESTS_ENVIRONMENT) srcdir='$(srcdir)' BLESS=1 $(SHELL) $(srcdir)/%D%/golden/run.sh

clean-local:
	rm -rf %D%/empty-config

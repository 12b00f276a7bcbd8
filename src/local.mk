# Sources in the order of the pipeline, headers with them. One file per line; a lint compares
# these lists with the folder.

base_sources = \
	%D%/base/alloc.c \
	%D%/base/alloc.h \
	%D%/base/arena.c \
	%D%/base/arena.h \
	%D%/base/buf.c \
	%D%/base/buf.h \
	%D%/base/cpu.h \
	%D%/base/err.c \
	%D%/base/err.h \
	%D%/base/gram.c \
	%D%/base/gram.h \
	%D%/base/map.c \
	%D%/base/map.h \
	%D%/base/sha256.c \
	%D%/base/sha256.h \
	%D%/base/slice.c \
	%D%/base/slice.h \
	%D%/base/swar.h \
	%D%/base/text.c \
	%D%/base/text.h \
	%D%/base/text_width.c \
	%D%/base/timestamp.c \
	%D%/base/timestamp.h \
	%D%/base/zone.c \
	%D%/base/zone.h

read_sources = \
	%D%/read/again.c \
	%D%/read/again.h \
	%D%/read/ahead.c \
	%D%/read/ahead.h \
	%D%/read/bottom.c \
	%D%/read/bottom.h \
	%D%/read/codec.c \
	%D%/read/codec.h \
	%D%/read/decode_base64.c \
	%D%/read/decode_bom.c \
	%D%/read/decode_bzip2.c \
	%D%/read/decode_foreign.c \
	%D%/read/decode_gzip.c \
	%D%/read/decode_utf16.c \
	%D%/read/decode_xz.c \
	%D%/read/decode_zstd.c \
	%D%/read/decoder.h \
	%D%/read/decoder_rows.h \
	%D%/read/decoder_table.c \
	%D%/read/looker.h \
	%D%/read/source.c \
	%D%/read/source.h

frame_sources = \
	%D%/frame/bulk.c \
	%D%/frame/bulk.h \
	%D%/frame/bulk_head.c \
	%D%/frame/bulk_head.h \
	%D%/frame/bulk_kind.c \
	%D%/frame/bulk_kind.h \
	%D%/frame/bulk_looker.c \
	%D%/frame/bulk_looker.h \
	%D%/frame/bulk_prefix.c \
	%D%/frame/bulk_prefix.h \
	%D%/frame/bulk_reach.c \
	%D%/frame/bulk_reach.h \
	%D%/frame/bulk_time.c \
	%D%/frame/bulk_time.h \
	%D%/frame/console_copy.c \
	%D%/frame/console_copy.h \
	%D%/frame/doc.c \
	%D%/frame/doc.h \
	%D%/frame/doc_cwl.c \
	%D%/frame/doc_cwl_direct.c \
	%D%/frame/doc_cwl_direct.h \
	%D%/frame/doc_docker.c \
	%D%/frame/doc_ecs_facts.c \
	%D%/frame/doc_ecs_facts.h \
	%D%/frame/doc_ecs_service.c \
	%D%/frame/doc_ecs_task.c \
	%D%/frame/doc_ecs_taskdef.c \
	%D%/frame/doc_elb.c \
	%D%/frame/doc_eventbridge.c \
	%D%/frame/doc_insights.c \
	%D%/frame/doc_kube.c \
	%D%/frame/doc_lambda.c \
	%D%/frame/doc_shapes.h \
	%D%/frame/doc_stack.c \
	%D%/frame/doc_trail.c \
	%D%/frame/docs_bulk.c \
	%D%/frame/docs_bulk.h \
	%D%/frame/docs_events.c \
	%D%/frame/docs_events.h \
	%D%/frame/docs_keys.c \
	%D%/frame/docs_keys.h \
	%D%/frame/docs_machine.c \
	%D%/frame/docs_machine.h \
	%D%/frame/docs_queue.c \
	%D%/frame/docs_queue.h \
	%D%/frame/docs_record.c \
	%D%/frame/docs_record.h \
	%D%/frame/docs_relay.c \
	%D%/frame/docs_relay.h \
	%D%/frame/docs_skeleton.c \
	%D%/frame/docs_skeleton.h \
	%D%/frame/docs_streams.c \
	%D%/frame/docs_streams.h \
	%D%/frame/event.c \
	%D%/frame/event.h \
	%D%/frame/export_names.c \
	%D%/frame/export_names.h \
	%D%/frame/frame_docs.c \
	%D%/frame/frame_docs.h \
	%D%/frame/frame_docs_begin.c \
	%D%/frame/frame_lines.c \
	%D%/frame/frame_lines.h \
	%D%/frame/frame_lines_parts.h \
	%D%/frame/frame_lines_records.c \
	%D%/frame/frame_lines_whole.c \
	%D%/frame/framer.c \
	%D%/frame/framer.h \
	%D%/frame/join.c \
	%D%/frame/join.h \
	%D%/frame/join_slot.c \
	%D%/frame/join_slot.h \
	%D%/frame/json_member.c \
	%D%/frame/json_member.h \
	%D%/frame/json_text.c \
	%D%/frame/json_text.h \
	%D%/frame/jsonscan.c \
	%D%/frame/jsonscan.h \
	%D%/frame/level.c \
	%D%/frame/level.h \
	%D%/frame/level_alarms.c \
	%D%/frame/level_words.c \
	%D%/frame/level_words.h \
	%D%/frame/logger_head.c \
	%D%/frame/logger_head.h \
	%D%/frame/line.h \
	%D%/frame/line_aws.c \
	%D%/frame/line_build.c \
	%D%/frame/line_ci.c \
	%D%/frame/line_compact.c \
	%D%/frame/line_csv.c \
	%D%/frame/line_csv.h \
	%D%/frame/line_docker.c \
	%D%/frame/line_elb.c \
	%D%/frame/line_logger.c \
	%D%/frame/line_server.c \
	%D%/frame/line_export.c \
	%D%/frame/line_export.h \
	%D%/frame/line_host.c \
	%D%/frame/line_insights.c \
	%D%/frame/line_insights.h \
	%D%/frame/line_kube.c \
	%D%/frame/line_parts.c \
	%D%/frame/line_parts.h \
	%D%/frame/line_look.c \
	%D%/frame/line_look.h \
	%D%/frame/line_marks.c \
	%D%/frame/line_marks.h \
	%D%/frame/line_peel.c \
	%D%/frame/line_peel.h \
	%D%/frame/line_places.c \
	%D%/frame/line_places.h \
	%D%/frame/line_platform.c \
	%D%/frame/line_reader.c \
	%D%/frame/line_reader.h \
	%D%/frame/line_split.c \
	%D%/frame/line_split.h \
	%D%/frame/line_records.c \
	%D%/frame/line_records.h \
	%D%/frame/line_shape_table.c \
	%D%/frame/line_warn.c \
	%D%/frame/line_warn.h \
	%D%/frame/line_yaml.c \
	%D%/frame/line_yaml.h \
	%D%/frame/native_error.c \
	%D%/frame/native_error.h \
	%D%/frame/reverse.c \
	%D%/frame/reverse.h \
	%D%/frame/structured.c \
	%D%/frame/structured.h \
	%D%/frame/structured_keys.c \
	%D%/frame/structured_keys.h \
	%D%/frame/survey.c \
	%D%/frame/survey.h \
	%D%/frame/trace.c \
	%D%/frame/trace.h \
	%D%/frame/trace_alone.c \
	%D%/frame/trace_lines.c \
	%D%/frame/trace_lines.h \
	%D%/frame/unwrap.c \
	%D%/frame/unwrap.h \
	%D%/frame/unwrap_rule.c \
	%D%/frame/unwrap_rule.h \
	%D%/frame/unwrap_signs.c \
	%D%/frame/unwrap_signs.h

patdb_run_sources = \
	%D%/patdb/db.c \
	%D%/patdb/db.h \
	%D%/patdb/db_decode.c \
	%D%/patdb/db_decode.h \
	%D%/patdb/jqterm.c \
	%D%/patdb/jqterm.h \
	%D%/patdb/layout.h \
	%D%/patdb/signature.c \
	%D%/patdb/signature.h \
	%D%/patdb/window.c \
	%D%/patdb/window.h \
	%D%/patdb/window_common.c

match_sources = \
	%D%/match/confirm.c \
	%D%/match/confirm.h \
	%D%/match/finder.c \
	%D%/match/finder.h \
	%D%/match/gram_table.c \
	%D%/match/gram_table.h \
	%D%/match/guard_need.c \
	%D%/match/guard_need.h \
	%D%/match/hit.h \
	%D%/match/line_scan.c \
	%D%/match/line_scan.h \
	%D%/match/matcher.c \
	%D%/match/matcher.h \
	%D%/match/matcher_lines.c \
	%D%/match/matcher_parts.h \
	%D%/match/pair_filter.c \
	%D%/match/pair_filter.h \
	%D%/match/pair_filter_avx512.c \
	%D%/match/plain.c \
	%D%/match/plain.h \
	%D%/match/prefilter.c \
	%D%/match/prefilter.h \
	%D%/match/quoted.c \
	%D%/match/quoted.h \
	%D%/match/trial.c \
	%D%/match/trial.h \
	%D%/match/word_index.c \
	%D%/match/word_index.h

correlate_sources = \
	%D%/correlate/absences.c \
	%D%/correlate/before.c \
	%D%/correlate/before.h \
	%D%/correlate/changes.c \
	%D%/correlate/changes.h \
	%D%/correlate/arrivals.c \
	%D%/correlate/by_arrival.c \
	%D%/correlate/composite.c \
	%D%/correlate/conclude.c \
	%D%/correlate/correlate.c \
	%D%/correlate/correlate.h \
	%D%/correlate/crash.c \
	%D%/correlate/deployments.c \
	%D%/correlate/duplicates.c \
	%D%/correlate/entries.c \
	%D%/correlate/error_sets.c \
	%D%/correlate/headline.c \
	%D%/correlate/histogram.c \
	%D%/correlate/incident.c \
	%D%/correlate/incident.h \
	%D%/correlate/lives.c \
	%D%/correlate/mask.c \
	%D%/correlate/mask.h \
	%D%/correlate/nesting.c \
	%D%/correlate/occurrence.c \
	%D%/correlate/parts.h \
	%D%/correlate/pauses.c \
	%D%/correlate/pauses.h \
	%D%/correlate/recent.c \
	%D%/correlate/replay.c \
	%D%/correlate/replay.h \
	%D%/correlate/replay_streams.c \
	%D%/correlate/replay_streams.h \
	%D%/correlate/rhythm.c \
	%D%/correlate/samples.c \
	%D%/correlate/streams.c \
	%D%/correlate/telling.c \
	%D%/correlate/templates.c \
	%D%/correlate/terms.c \
	%D%/correlate/votes.c

infer_sources = \
	%D%/infer/aside.c \
	%D%/infer/attempts.c \
	%D%/infer/baseline.c \
	%D%/infer/calibrate.c \
	%D%/infer/closing.c \
	%D%/infer/currency.c \
	%D%/infer/harmless.c \
	%D%/infer/decisive.c \
	%D%/infer/hosts.c \
	%D%/infer/derive.c \
	%D%/infer/diagnosis.c \
	%D%/infer/diagnosis.h \
	%D%/infer/evidence.c \
	%D%/infer/explain.c \
	%D%/infer/fingerprint.c \
	%D%/infer/fingerprint.h \
	%D%/infer/incidents.c \
	%D%/infer/infer.c \
	%D%/infer/infer.h \
	%D%/infer/jobs.c \
	%D%/infer/links.c \
	%D%/infer/mended.c \
	%D%/infer/model.h \
	%D%/infer/nodes.c \
	%D%/infer/place.c \
	%D%/infer/reasons.c \
	%D%/infer/replaced.c \
	%D%/infer/revisions.c \
	%D%/infer/rollback.c \
	%D%/infer/scope.c \
	%D%/infer/sets.c \
	%D%/infer/silence.c \
	%D%/infer/teardown.c \
	%D%/infer/tested.c \
	%D%/infer/title.c \
	%D%/infer/title.h \
	%D%/infer/verdict.c \
	%D%/infer/without.c

search_sources = \
	%D%/search/around.c \
	%D%/search/around.h \
	%D%/search/fill.c \
	%D%/search/fill.h \
	%D%/search/line_bound.c \
	%D%/search/line_bound.h \
	%D%/search/lookup.c \
	%D%/search/lookup.h \
	%D%/search/patterns.c \
	%D%/search/patterns.h \
	%D%/search/print.c \
	%D%/search/print.h \
	%D%/search/print_json.c \
	%D%/search/search.c \
	%D%/search/search.h \
	%D%/search/select.c \
	%D%/search/select.h \
	%D%/search/sieve.c \
	%D%/search/sieve.h \
	%D%/search/subject.c \
	%D%/search/subject.h \
	%D%/search/tally.c \
	%D%/search/tally.h

report_sources = \
	%D%/report/advice.c \
	%D%/report/advice.h \
	%D%/report/chart.c \
	%D%/report/chart.h \
	%D%/report/digest.c \
	%D%/report/digest.h \
	%D%/report/fetch.c \
	%D%/report/fetch.h \
	%D%/report/fields.c \
	%D%/report/fields.h \
	%D%/report/formats.h \
	%D%/report/html.c \
	%D%/report/html.h \
	%D%/report/html_cause.c \
	%D%/report/html_rest.c \
	%D%/report/html_timeline.c \
	%D%/report/human.c \
	%D%/report/human.h \
	%D%/report/ledger.c \
	%D%/report/ledger.h \
	%D%/report/live.c \
	%D%/report/live.h \
	%D%/report/markdown.c \
	%D%/report/markdown.h \
	%D%/report/outline.c \
	%D%/report/outline.h \
	%D%/report/phrase.c \
	%D%/report/phrase.h \
	%D%/report/pick.c \
	%D%/report/pick.h \
	%D%/report/redact.c \
	%D%/report/redact.h \
	%D%/report/redact_name.c \
	%D%/report/redact_rules.h \
	%D%/report/redact_token.c \
	%D%/report/redact_url.c \
	%D%/report/redact_value.c \
	%D%/report/report.c \
	%D%/report/report.h \
	%D%/report/report_html.c \
	%D%/report/report_json.c \
	%D%/report/report_json_live.c \
	%D%/report/report_json_live.h \
	%D%/report/report_json_out.c \
	%D%/report/report_json_out.h \
	%D%/report/report_json_record.c \
	%D%/report/report_json_record.h \
	%D%/report/report_jsonl.c \
	%D%/report/report_markdown.c \
	%D%/report/report_text.c \
	%D%/report/rollback_advice.c \
	%D%/report/rollback_advice.h \
	%D%/report/show.c \
	%D%/report/show.h \
	%D%/report/style.c \
	%D%/report/style.h \
	%D%/report/text_cause.c \
	%D%/report/text_head.c \
	%D%/report/text_next.c \
	%D%/report/text_others.c \
	%D%/report/text_parts.h \
	%D%/report/text_read.c \
	%D%/report/text_spark.c \
	%D%/report/text_timeline.c \
	%D%/report/text_unknown.c \
	%D%/report/wrap.c \
	%D%/report/wrap.h

patdb_build_sources = \
	%D%/patdb/build.c \
	%D%/patdb/build.h \
	%D%/patdb/build_check.c \
	%D%/patdb/build_copy.c \
	%D%/patdb/build_internal.h \
	%D%/patdb/build_jq.c \
	%D%/patdb/build_jq.h \
	%D%/patdb/build_literals.c \
	%D%/patdb/build_literals.h \
	%D%/patdb/build_regex.c \
	%D%/patdb/build_regex.h \
	%D%/patdb/build_regex_class.c \
	%D%/patdb/build_regex_parse.h \
	%D%/patdb/build_resolve.c \
	%D%/patdb/build_risk.c \
	%D%/patdb/build_tree.c \
	%D%/patdb/build_tree.h \
	%D%/patdb/build_windows.c \
	%D%/patdb/build_write.c \
	%D%/patdb/build_yaml.c \
	%D%/patdb/build_yaml_composite.c \
	%D%/patdb/build_yaml_values.c \
	%D%/patdb/build_yaml_values.h \
	%D%/patdb/build_re2.c \
	%D%/patdb/build_re2.h \
	%D%/patdb/build_re2_class.c \
	%D%/patdb/build_re2_parts.h \
	%D%/patdb/build_re2_rune.c \
	%D%/patdb/build_cre.c \
	%D%/patdb/build_cre_term.c \
	%D%/patdb/build_cre.h \
	%D%/patdb/build_cre_weigh.c

# All but main.c, which is the program's.
cli_sources = \
	%D%/cli/cmd_db.c \
	%D%/cli/cmd_db.h \
	%D%/cli/cmd_db_check.c \
	%D%/cli/cmd_db_test.c \
	%D%/cli/cmd_explain.c \
	%D%/cli/cmd_formats.c \
	%D%/cli/cmd_grep.c \
	%D%/cli/cmd_report.c \
	%D%/cli/cmd_verify.c \
	%D%/cli/cmd_watch.c \
	%D%/cli/cmd_why.c \
	%D%/cli/command.h \
	%D%/cli/common_options.c \
	%D%/cli/common_options.h \
	%D%/cli/conclusion.c \
	%D%/cli/conclusion.h \
	%D%/cli/database.c \
	%D%/cli/database.h \
	%D%/cli/db_allow.c \
	%D%/cli/db_allow.h \
	%D%/cli/db_benign.c \
	%D%/cli/db_benign.h \
	%D%/cli/db_cross.c \
	%D%/cli/db_cross.h \
	%D%/cli/db_branches.c \
	%D%/cli/db_branches.h \
	%D%/cli/db_mutate.c \
	%D%/cli/db_mutate.h \
	%D%/cli/db_trial.c \
	%D%/cli/db_trial.h \
	%D%/cli/db_work.c \
	%D%/cli/db_work.h \
	%D%/cli/formats_file.c \
	%D%/cli/formats_file.h \
	%D%/cli/grep_options.c \
	%D%/cli/grep_options.h \
	%D%/cli/inputs.c \
	%D%/cli/inputs.h \
	%D%/cli/option_time.c \
	%D%/cli/option_time.h \
	%D%/cli/options.c \
	%D%/cli/options.h \
	%D%/cli/output.c \
	%D%/cli/output.h \
	%D%/cli/part_lines.c \
	%D%/cli/part_lines.h \
	%D%/cli/pipeline.c \
	%D%/cli/pipeline.h \
	%D%/cli/profile.c \
	%D%/cli/profile.h \
	%D%/cli/prefetch.c \
	%D%/cli/prefetch.h \
	%D%/cli/progress.c \
	%D%/cli/progress.h \
	%D%/cli/quiet_runs.c \
	%D%/cli/quiet_runs.h \
	%D%/cli/terminal.c \
	%D%/cli/terminal.h \
	%D%/cli/verify_items.c \
	%D%/cli/verify_items.h \
	%D%/cli/watch.c \
	%D%/cli/watch.h \
	%D%/cli/watch_clock.c \
	%D%/cli/watch_clock.h \
	%D%/cli/watch_fold.c \
	%D%/cli/watch_fold.h \
	%D%/cli/watch_follow.c \
	%D%/cli/watch_follow.h \
	%D%/cli/watch_gate.c \
	%D%/cli/watch_gate.h \
	%D%/cli/watch_heads.c \
	%D%/cli/watch_heads.h \
	%D%/cli/watch_lock.c \
	%D%/cli/watch_lock.h \
	%D%/cli/watch_quiet.c \
	%D%/cli/watch_quiet.h \
	%D%/cli/watch_reader.c \
	%D%/cli/watch_reader.h \
	%D%/cli/watch_signals.c \
	%D%/cli/watch_signals.h \
	%D%/cli/watch_snapshot.c \
	%D%/cli/watch_snapshot.h \
	%D%/cli/watch_status.c \
	%D%/cli/watch_status.h \
	%D%/cli/watch_top.c \
	%D%/cli/watch_top.h \
	%D%/cli/watch_view.c \
	%D%/cli/watch_view.h \
	%D%/cli/why.h \
	%D%/cli/why_print.c \
	%D%/cli/why_watch.c

# libculprit.a: the run half; must link without the build half (tests/lint/runtime.sh).
noinst_LIBRARIES += libculprit.a
libculprit_a_SOURCES = \
	$(base_sources) \
	$(read_sources) \
	$(frame_sources) \
	$(patdb_run_sources) \
	$(match_sources) \
	$(correlate_sources) \
	$(infer_sources) \
	$(report_sources)
nodist_libculprit_a_SOURCES = %D%/html_assets.c

# Style and script of the HTML report as arrays, since C17 has no #embed and text literals have a
# limit.
html_assets = %D%/report/report.css %D%/report/report.js
EXTRA_DIST += $(html_assets)
%D%/html_assets.c: $(html_assets)
	$(AM_V_GEN)$(MKDIR_P) %D% && { \
	    echo '#include "report/html.h"'; \
	    for pair in style:css script:js; do \
	        name=html_$${pair%:*} file=$(srcdir)/%D%/report/report.$${pair#*:}; \
	        echo "const unsigned char $$name[] = {"; \
	        od -A n -v -t u1 "$$file" | sed 's/[0-9][0-9]*/&,/g'; \
	        echo "};"; \
	        echo "const size_t $${name}_len = sizeof $$name;"; \
	    done; } >$@.tmp && mv -f $@.tmp $@
CLEANFILES += %D%/html_assets.c %D%/html_assets.c.tmp

# libculprit-build.a: from signature sources to a database.
noinst_LIBRARIES += libculprit-build.a
libculprit_build_a_SOURCES = $(patdb_build_sources)

# libculprit-search.a: `culprit grep`; needs both halves: guards are taken from a user's patterns.
noinst_LIBRARIES += libculprit-search.a
libculprit_search_a_SOURCES = $(search_sources)

# libculprit-cli.a: the roof without main, so that unit tests can link its modules.
noinst_LIBRARIES += libculprit-cli.a
libculprit_cli_a_SOURCES = $(cli_sources)
nodist_libculprit_cli_a_SOURCES = %D%/default_db.c

culprit_libraries = \
	libculprit-cli.a \
	libculprit-search.a \
	libculprit-build.a \
	libculprit.a \
	$(YAML_LIBS) \
	$(PCRE2_LIBS) \
	$(JANSSON_LIBS) \
	$(ZLIB_LIBS) \
	$(ZSTD_LIBS) \
	$(LZMA_LIBS) \
	$(BZIP2_LIBS) \
	$(JQ_LIBS)

bin_PROGRAMS += culprit
culprit_SOURCES = %D%/cli/main.c
culprit_LDADD = $(culprit_libraries)

# The build-time compiler of the default database. It runs on the machine that builds.
noinst_PROGRAMS += culprit-patc
culprit_patc_SOURCES = %D%/patdb/patc.c
culprit_patc_LDADD = libculprit-build.a libculprit.a $(YAML_LIBS) $(PCRE2_LIBS) $(ZLIB_LIBS) \
	$(JQ_LIBS)

# The database inside the program. It holds the names of the signature files, so the compiler
# runs in the source folder: the same sources give the same bytes wherever they are built.
%D%/default_db.c: culprit-patc$(EXEEXT) $(pattern_files)
	$(AM_V_GEN)$(MKDIR_P) %D% && here=`pwd` && (cd $(srcdir) && \
	    $(SANITIZER_ENV) "$$here/culprit-patc$(EXEEXT)" -o "$$here/%D%/default.db" \
	    --c "$$here/$@.tmp" $(pattern_files)) && mv -f $@.tmp $@
CLEANFILES += %D%/default_db.c %D%/default_db.c.tmp %D%/default.db

culprit_all_sources = \
	$(libculprit_a_SOURCES) \
	$(libculprit_build_a_SOURCES) \
	$(libculprit_search_a_SOURCES) \
	$(libculprit_cli_a_SOURCES) \
	$(culprit_SOURCES) \
	$(culprit_patc_SOURCES)

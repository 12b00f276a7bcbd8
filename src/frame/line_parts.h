/* line_parts: pieces that several line shapes share. Internal to frame/. */
#ifndef FRAME_LINE_PARTS_H
#define FRAME_LINE_PARTS_H

#include "base/buf.h"
#include "frame/line.h"

/* A time at byte `at` of the line; the position behind it, or 0. */
size_t line_time(struct slice line, size_t at, int32_t zone_s, struct timestamp *out);

/* The same in a log that always names its zone, behind one blank: "+03", "Europe/Berlin". A name
 * that is not known goes to out->open_zone, and the time is as if without zone. */
size_t line_time_named(struct slice line, size_t at, int32_t zone_s, struct timestamp *out);

/* The word from `at` to the next blank or the end. */
struct slice line_word(struct slice line, size_t at);

/* What is behind a word that ends at `at`, and behind one blank: false if neither a blank nor the
 * end of the line follows. */
bool line_rest(struct slice line, size_t at, struct slice *rest);

/* An ECS task id: 32 hex digits, or a dashed UUID (before 2018). Source: Amazon ECS Developer
 * Guide, "Using the awslogs log driver"; ECS account setting taskLongArnFormat. */
bool line_is_task_id(struct slice s);

/* Container and task of a stream name PREFIX/CONTAINER/TASKID; left alone if it is none. */
void line_split_stream(struct slice stream, struct slice *container, struct slice *task);

/* Sets all fields of a prefix to "not known". For each shape that is tried: inline. */
static inline void line_prefix_init(struct line_prefix *out)
{
    *out = (struct line_prefix){ .time_us = TIMESTAMP_NONE };
}

/* Lines of more than 16 KiB come from `docker logs -t` with the time put in again after each
 * 16 KiB: takes it out. Returns s itself, or text in buf; adds to *count what was taken out. */
struct slice line_unsplit(struct slice s, struct buf *buf, uint64_t *count);

/* The time that ends a message of several lines in text output of the AWS CLI, a tab before it, or
 * in its tables, and what stands before both. False if the line does not end so. */
bool line_late_time(struct slice line, struct slice *before, int64_t *us);

/* Does the line show that this is a table of the AWS CLI whose rows are not understood: a title as
 * "|  DescribeTasks  |", or a member of an event in a row of its own? */
bool line_is_aws_table(struct slice line);

/* The rows of line_shape_table. */
extern const struct line_shape line_aws_tail, line_aws_tail_short, line_s3_export, line_sam_logs,
    line_awslogs, line_aws_text, line_aws_table, line_epoch_ms, line_iso_tab, line_time_only;
extern const struct line_shape line_compose, line_procfile, line_docker_time, line_cri,
    line_docker_json, line_firelens, line_docker_service;
extern const struct line_shape line_syslog_5424, line_syslog_3164, line_syslog_iso, line_journal,
    line_ecs_agent;
extern const struct line_shape line_codebuild, line_heroku, line_buildkit, line_buildkit_excerpt,
    line_terraform, line_cdk;
extern const struct line_shape line_github, line_gh, line_gitlab, line_gitlab_section;
extern const struct line_shape line_fly, line_railway, line_render, line_clock;
extern const struct line_shape line_klog, line_ruby_logger, line_php_fpm, line_php_log, line_jul,
    line_dotnet, line_spring, line_gunicorn, line_celery, line_uvicorn;
extern const struct line_shape line_nginx, line_apache, line_access, line_postgres, line_lambda;
extern const struct line_shape line_hadoop, line_logcat, line_device;
extern const struct line_shape line_kubectl, line_stern, line_kube_events;
extern const struct line_shape line_alb;
extern const struct line_shape line_cloudwatch_csv, line_insights_csv, line_insights_text,
    line_aws_yaml, line_journal_export;

#endif

/* line_parts: pieces that several line shapes share. Internal to frame/. */
#ifndef FRAME_LINE_PARTS_H
#define FRAME_LINE_PARTS_H

#include "frame/line.h"

/* A time at byte `at` of the line; the position behind it, or 0. */
size_t line_time(struct slice line, size_t at, int32_t zone_s, struct timestamp *out);

/* The byte at a position, NUL past the end. */
char line_byte(struct slice line, size_t at);

/* Count of digits at a position. */
size_t line_digits(struct slice line, size_t at);

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

/* Sets all fields of a prefix to "not known". */
void line_prefix_init(struct line_prefix *out);

/* The rows of line_shape_table. */
extern const struct line_shape line_aws_tail, line_aws_tail_short, line_s3_export, line_sam_logs,
    line_awslogs, line_aws_text, line_epoch_ms;
extern const struct line_shape line_compose, line_docker_time, line_cri, line_docker_json,
    line_firelens;
extern const struct line_shape line_syslog_5424, line_syslog_3164, line_syslog_iso, line_journal,
    line_ecs_agent;
extern const struct line_shape line_codebuild, line_github, line_heroku, line_buildkit,
    line_terraform;
extern const struct line_shape line_cloudwatch_csv, line_insights_csv;

#endif

/* doc_shapes: the rows of doc_shape_table, each from the file of its name, and what one shape
 * lends to another. */
#ifndef FRAME_DOC_SHAPES_H
#define FRAME_DOC_SHAPES_H

#include "frame/doc.h"

extern const struct doc_shape doc_cwl_filter, doc_cwl_subscription, doc_cwl_get, doc_cwl_query;
extern const struct doc_shape doc_cwl_pair, doc_cwl_lambda, doc_cwl_kinesis;
extern const struct doc_shape doc_insights_row, doc_insights_flat;
extern const struct doc_shape doc_ecs_service_event, doc_ecs_service_deployment;
extern const struct doc_shape doc_ecs_service_state, doc_ecs_service_rollout;
extern const struct doc_shape doc_ecs_service_failure;
extern const struct doc_shape doc_ecs_task, doc_ecs_taskdef;
extern const struct doc_shape doc_eventbridge;
extern const struct doc_shape doc_stack_event, doc_stack_operation;
extern const struct doc_shape doc_elb_target;
extern const struct doc_shape doc_trail_record, doc_trail_lookup;
extern const struct doc_shape doc_lambda_platform;
extern const struct doc_shape doc_docker_inspect;
extern const struct doc_shape doc_kube_event, doc_kube_container, doc_kube_object;

/* Hands out the events of a log message that is a JSON record itself, or a packed payload; false,
 * and nothing handed out, if it is neither. *base as below. */
bool doc_cwl_record(const struct event *base, struct slice message, const struct doc_sink *sink);

/* event.id from the id of a log event in an answer of the API (eventId) or a payload (id), empty if
 * it is absent. Source: service model logs/2014-03-28, FilteredLogEvent; CloudWatch Logs User
 * Guide, "Real-time processing of log data with subscriptions". */
uint64_t doc_cwl_id(struct slice event_id, struct slice id);

/* A log message: handed out as it is, or, if it is itself a JSON record, as its events.
 * base: time, group, stream … of the message. */
void doc_cwl_message(const struct event *base, struct slice message, const struct doc_sink *sink);

/* The sentences of one task; cluster etc. may be filled already in *base. */
bool doc_ecs_task_emit(const json_t *task, const struct doc_sink *sink);

#endif

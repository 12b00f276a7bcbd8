/* CloudWatch Logs Insights results.
 *
 * Source: service model logs/2014-03-28 (GetQueryResults, ResultField); CloudWatch Logs User
 * Guide, "Supported logs and discovered fields"; files that the console exports.
 *
 *   [{field, value}, …]           one row of get-query-results
 *   {@timestamp, @message, …}     one row of the console's JSON export; @message is an object
 *                                 when the message was JSON
 *
 * @timestamp is UTC without saying so; @log is "ACCOUNT:GROUP". A row without @message (a stats
 * query, or a query whose fields leave it out) is no log event: it is dropped, with a note. The
 * message is handed on as in doc_cwl.c. */
#include "frame/doc_shapes.h"

#define NO_MESSAGE                                                                                 \
    "rows of Logs Insights without @message (a stats query?) are no log events and were left "     \
    "out; query 'fields @timestamp, @message, @logStream, @log'"

static struct slice group_of(struct slice log)
{
    const size_t colon = slice_find_byte(log, ':', 0);
    return colon == SLICE_NONE ? log : slice_from(log, colon + 1);
}

static bool emit_flat(const json_t *row, const struct doc_sink *sink)
{
    const json_t *message = json_object_get(row, "@message");
    if (json_object_get(row, "@level")) /* hashicorp/go-hclog; Insights would say "@@level" */
        return false;
    struct event event = doc_event(ORIGIN_LOG, LEVEL_NONE);
    event.time_us = doc_time(row, "@timestamp", 0);
    event.stream = doc_string(row, "@logStream");
    event.group = group_of(doc_string(row, "@log"));
    if (json_is_string(message)) {
        doc_cwl_message(&event, doc_string(row, "@message"), sink);
        return true;
    }
    if (!json_is_object(message) && !json_is_array(message))
        return false;
    struct buf text;
    buf_init(&text);
    doc_add_json(&text, message);
    doc_cwl_message(&event, buf_slice(&text), sink);
    buf_release(&text);
    return true;
}

static bool emit_row(const json_t *cells, const struct doc_sink *sink)
{
    json_t *row = json_object();
    size_t i;
    json_t *cell;
    json_array_foreach(cells, i, cell)
    {
        const json_t *field = json_object_get(cell, "field");
        if (json_is_string(field))
            json_object_set_nocheck(row, json_string_value(field), json_object_get(cell, "value"));
    }
    if (!emit_flat(row, sink))
        doc_note(sink, NO_MESSAGE);
    json_decref(row);
    return true;
}

const struct doc_shape doc_insights_row = {
    .name = "insights-results",
    .help = "aws logs get-query-results, JSON",
    .required = { "field", "value" },
    .emit = emit_row,
    .kind = DOC_ROW,
};

const struct doc_shape doc_insights_flat = {
    .name = "insights-json",
    .help = "Logs Insights results, JSON from the console",
    .required = { "@message" },
    .any_of = { "@timestamp", "@ptr", "@logStream", "@log" },
    .emit = emit_flat,
};

/* report_json: the report as one JSON document, schema culprit-report-1 (keys in the order of the
 * schema, more keys behind them). jansson refuses what is not UTF-8, so all text goes through
 * text_add_json. A refused allocation ends the process in alloc.h, which cli gives to jansson; so
 * no call here can fail. */
#include "report/advice.h"
#include "report/digest.h"
#include "report/fields.h"
#include "report/formats.h"
#include "report/ledger.h"
#include "report/redact.h"
#include "report/report_json_out.h"
#include "report/rollback_advice.h"

#include "base/text.h"

#include <jansson.h>

#define TASKS_MAX 32 /* named per finding */

struct json_writer {
    const struct report *report;
    const struct report_style *style;
    struct buf redacted, clean, filled; /* scratch */
};

/* Text from logs or signatures. */
static json_t *text_value(struct json_writer *w, struct slice raw)
{
    if (w->style->redact) {
        buf_reset(&w->redacted);
        redact_add(&w->redacted, raw);
        raw = buf_slice(&w->redacted);
    }
    buf_reset(&w->clean);
    text_add_json(&w->clean, raw);
    return json_stringn(buf_cstr(&w->clean), w->clean.len);
}

static json_t *cstr_value(struct json_writer *w, const char *s)
{
    return text_value(w, slice_cstr(s));
}

static json_t *time_value(int64_t us)
{
    char text[TIMESTAMP_TEXT_BYTES];
    timestamp_format(us, text);
    return json_string(text);
}

static json_t *count_value(uint64_t n)
{
    return json_integer(n > INT64_MAX ? INT64_MAX : (json_int_t)n);
}

static json_t *confidence_value(double p)
{
    const double clipped = p > 0 ? (p < 1 ? p : 1) : 0; /* not a number: 0 */
    return json_real((double)(int)(clipped * 1000 + 0.5) / 1000);
}

/* json_object_set_new with a result that cannot be anything but 0 here. */
static void set(json_t *object, const char *key, json_t *value)
{
    (void)json_object_set_new(object, key, value);
}

static void append(json_t *array, json_t *value)
{
    (void)json_array_append_new(array, value);
}

static json_t *err_array(struct json_writer *w, const struct err *errs, uint32_t count)
{
    json_t *array = json_array();
    for (uint32_t i = 0; i < count; i++) {
        buf_reset(&w->filled);
        fields_warning(&errs[i], &w->filled);
        append(array, text_value(w, buf_slice(&w->filled)));
    }
    return array;
}

static json_t *tool_object(struct json_writer *w)
{
    json_t *tool = json_object();
    set(tool, "version", cstr_value(w, w->report->version));
    set(tool, "signatures", count_value(w->report->signature_count));
    set(tool, "database", json_sprintf("sha256:%s", w->report->database_hash));
    return tool;
}

static json_t *bytes_object(const struct report_bytes *bytes)
{
    json_t *object = json_object();
    set(object, "events", count_value(bytes->events));
    set(object, "framing", count_value(bytes->framing));
    set(object, "rejected", count_value(bytes->rejected));
    set(object, "over_limit", count_value(bytes->over_limit));
    return object;
}

static void add_bytes(struct report_bytes *sum, const struct report_bytes *bytes)
{
    sum->events += bytes->events;
    sum->framing += bytes->framing;
    sum->rejected += bytes->rejected;
    sum->over_limit += bytes->over_limit;
}

static json_t *source_object(struct json_writer *w, const struct report_source *s)
{
    json_t *source = json_object();
    set(source, "name", cstr_value(w, s->name));
    set(source, "format", cstr_value(w, s->format));
    set(source, "encoding", cstr_value(w, s->encoding));
    set(source, "events", count_value(s->events));
    set(source, "bytes", count_value(s->bytes));
    json_t *warnings = err_array(w, s->warnings, s->warning_count);
    if (s->warnings_total > s->warning_count)
        append(warnings, json_sprintf("%llu more warnings",
                                      (unsigned long long)(s->warnings_total - s->warning_count)));
    set(source, "warnings", warnings);
    set(source, "ledger", bytes_object(&s->ledger));
    set(source, "rejoined", count_value(s->rejoined));
    set(source, "unrejoinable", count_value(s->unrejoinable));
    set(source, "wrapped_lines", count_value(s->wrapped_lines));
    return source;
}

static json_t *verdict_object(struct json_writer *w)
{
    const struct verdict *v = &w->report->diagnosis->verdict;
    json_t *verdict = json_object();
    set(verdict, "status", json_string(verdict_status_name(v->status)));
    set(verdict, "domain", json_string(v->has_domain ? sig_domain_name(v->domain) : ""));
    set(verdict, "summary", text_value(w, v->summary));
    return verdict;
}

/* The first value of a name wins. */
static json_t *captures_object(struct json_writer *w, const struct sig_capture *captures,
                               uint32_t count)
{
    json_t *object = json_object();
    struct buf name;
    buf_init(&name);
    for (uint32_t i = 0; i < count; i++) {
        buf_reset(&name);
        text_add_utf8(&name, captures[i].name);
        if (!json_object_get(object, buf_cstr(&name)))
            set(object, buf_cstr(&name), text_value(w, captures[i].value));
    }
    buf_release(&name);
    return object;
}

static struct slice task_of(const struct json_writer *w, uint32_t stream)
{
    const struct incident *inc = w->report->incident;
    return stream < inc->stream_count ? inc->streams[stream].task : slice_empty();
}

static void set_task(struct json_writer *w, json_t *object, uint32_t stream)
{
    const struct slice task = task_of(w, stream);
    if (task.len > 0)
        set(object, "task", text_value(w, task));
}

/* Streams of one task (of several containers) are neighbours only by chance. */
static json_t *task_array(struct json_writer *w, const struct finding *f)
{
    json_t *array = json_array();
    for (uint32_t i = 0; i < f->stream_count && json_array_size(array) < TASKS_MAX; i++) {
        const struct slice task = task_of(w, f->streams[i]);
        bool repeats = false;
        for (uint32_t k = 0; k < i; k++)
            repeats |= slice_eq(task, task_of(w, f->streams[k]));
        if (task.len > 0 && !repeats)
            append(array, text_value(w, task));
    }
    return array;
}

static void set_occurrence(struct json_writer *w, json_t *object, const struct occurrence *o)
{
    set(object, "time", time_value(o->time_us));
    set(object, "source", cstr_value(w, fields_source_name(w->report, o->source)));
    set(object, "line", count_value(o->line));
    set(object, "stream", text_value(w, fields_stream_name(w->report, o->stream)));
    set(object, "text", text_value(w, o->text));
}

/* Where the bytes of the text stand in the decoded source and their hash, so that they can be
 * checked (culprit verify). Where a secret is masked, a longer hash would let anybody who has the
 * report try guesses on it. */
static void set_place(struct json_writer *w, json_t *object, const struct occurrence *o)
{
    const struct slice raw = o->quoted.len > 0 ? o->quoted : o->text;
    char hash[DIGEST_BYTES];
    bool is_masked = false;
    if (w->style->redact) {
        buf_reset(&w->redacted);
        redact_add(&w->redacted, raw);
        is_masked = !slice_eq(buf_slice(&w->redacted), raw);
    }
    digest_text(raw, is_masked, hash);
    set(object, "offset", count_value(o->offset));
    set(object, "length", count_value(raw.len));
    set(object, "hash", json_string(hash));
    if (o->quoted.len > 0)
        set(object, "quotes", text_value(w, o->quoted));
}

/* The same, and which task said them. */
static void set_position(struct json_writer *w, json_t *object, const struct occurrence *o)
{
    set_place(w, object, o);
    set_task(w, object, o->stream);
}

static json_t *evidence_array(struct json_writer *w, const struct hypothesis *h)
{
    json_t *array = json_array();
    for (uint32_t i = 0; i < h->evidence_count; i++) {
        const struct evidence *e = &h->evidence[i];
        json_t *object = json_object();
        set(object, "signature", text_value(w, fields_sig_id(w->report, e->sig)));
        set_occurrence(w, object, &e->occurrence);
        set(object, "count", count_value(e->count));
        set_position(w, object, &e->occurrence);
        append(array, object);
    }
    return array;
}

static json_t *reason_array(struct json_writer *w, const struct reason *reasons, uint32_t count)
{
    json_t *array = json_array();
    for (uint32_t i = 0; i < count; i++)
        append(array, text_value(w, reasons[i].text));
    return array;
}

static json_t *filled_value(struct json_writer *w, const struct hypothesis *h,
                            struct slice template, bool is_command)
{
    buf_reset(&w->filled);
    advice_fill(template, h, w->report->incident, is_command, &w->filled);
    return text_value(w, buf_slice(&w->filled));
}

static json_t *advice_array(struct json_writer *w, const struct hypothesis *h,
                            const struct sig_list *list)
{
    json_t *array = json_array();
    for (uint32_t i = 0; list && i < list->count; i++)
        append(array, filled_value(w, h, list->items[i], advice_is_command(list->items[i])));
    return array;
}

/* What to fetch for a cause that is not in the database or not in the input. */
static json_t *fetch_array(struct json_writer *w)
{
    json_t *array = json_array();
    for (uint32_t i = 0;; i++) {
        buf_reset(&w->filled);
        if (!fields_fetch(w->report, i, &w->filled))
            return array;
        append(array, text_value(w, buf_slice(&w->filled)));
    }
}

static json_t *rollback_lines(struct json_writer *w, const struct hypothesis *h,
                              enum rollback_list list)
{
    json_t *array = json_array();
    for (uint32_t i = 0;; i++) {
        buf_reset(&w->filled);
        if (!rollback_advice_line(w->report, h, list, i, &w->filled))
            return array;
        append(array, text_value(w, buf_slice(&w->filled)));
    }
}

static json_t *rollback_object(struct json_writer *w, const struct hypothesis *h)
{
    const struct rollback *r = &h->rollback;
    json_t *object = json_object();
    if (r->decision == ROLLBACK_NONE)
        return object;
    set(object, "advice", json_string(rollback_decision_name(r->decision)));
    buf_reset(&w->filled);
    rollback_advice_reason(w->report, h, &w->filled);
    set(object, "text", text_value(w, buf_slice(&w->filled)));
    json_t *services = json_array();
    for (uint32_t i = 0; i < r->service_count; i++)
        append(services, text_value(w, r->services[i]));
    set(object, "services", services);
    set(object, "from", text_value(w, r->from));
    set(object, "to", text_value(w, r->to));
    set(object, "keep", rollback_lines(w, h, ROLLBACK_KEEP));
    set(object, "capture", rollback_lines(w, h, ROLLBACK_CAPTURE));
    set(object, "commands", rollback_lines(w, h, ROLLBACK_COMMANDS));
    return object;
}

/* What changed last before; an empty object: nothing is known. */
static json_t *change_object(struct json_writer *w, const struct hypothesis *h)
{
    struct before_change change;
    json_t *object = json_object();
    if (!fields_change(w->report, h, &change))
        return object;
    set(object, "signature", text_value(w, fields_sig_id(w->report, change.sig)));
    buf_reset(&w->filled);
    fields_change_text(w->report, &change, 0, &w->filled);
    set(object, "title", text_value(w, buf_slice(&w->filled)));
    set_occurrence(w, object, change.where);
    set(object, "before_ms", json_integer((json_int_t)(change.before_us / 1000)));
    set(object, "revision", text_value(w, change.revision));
    set(object, "difference", text_value(w, change.difference));
    set(object, "last_steady", time_value(change.steady_us));
    set(object, "last_steady_revision", text_value(w, change.steady_revision));
    set_position(w, object, change.where);
    return object;
}

static json_t *hypothesis_object(struct json_writer *w, const struct hypothesis *h, uint32_t rank)
{
    const struct sig *sig = fields_sig(w->report, h->sig);
    json_t *object = json_object();
    set(object, "rank", count_value(rank));
    set(object, "id", text_value(w, h->id));
    set(object, "title", text_value(w, h->title));
    set(object, "domain", json_string(sig_domain_name(h->domain)));
    set(object, "confidence", confidence_value(h->confidence));
    set(object, "basis", json_string(basis_name(h->basis)));
    set(object, "fingerprint", cstr_value(w, h->fingerprint));
    set(object, "captures", captures_object(w, h->captures, h->capture_count));
    json_t *chain = json_array();
    for (uint32_t i = 0; i < h->chain_count; i++)
        append(chain, text_value(w, fields_sig_id(w->report, h->chain[i])));
    set(object, "chain", chain);
    set(object, "evidence", evidence_array(w, h));
    set(object, "against", reason_array(w, h->against, h->against_count));
    set(object, "missing", reason_array(w, h->missing, h->missing_count));
    set(object, "confirm", sig ? advice_array(w, h, &sig->confirm) : fetch_array(w));
    set(object, "fix", advice_array(w, h, sig ? &sig->fix : NULL));
    set(object, "rollback", rollback_object(w, h));
    set(object, "change", change_object(w, h));
    set(object, "supports", reason_array(w, h->supports, h->support_count));
    set(object, "explain", filled_value(w, h, sig ? sig->explain : slice_empty(), false));
    set(object, "incident", count_value(h->incident));
    set(object, "posterior", confidence_value(h->posterior));
    return object;
}

/* Is it new against the known-good log? Nothing is set where none was given. */
static void set_new(json_t *object, const struct baseline *baseline, const bool *is_new, uint32_t i)
{
    if (baseline->usable && i != INCIDENT_NONE)
        set(object, "new", json_boolean(is_new[i]));
}

static void set_new_finding(const struct json_writer *w, json_t *object, const struct finding *f)
{
    const struct baseline *b = &w->report->diagnosis->baseline;
    const uint32_t i = f ? (uint32_t)(f - w->report->incident->findings) : INCIDENT_NONE;
    set_new(object, b, b->finding_is_new, i);
}

static json_t *baseline_object(const struct baseline *b)
{
    json_t *object = json_object();
    set(object, "events", count_value(b->events));
    set(object, "fails", json_boolean(b->fails));
    set(object, "same_way", json_boolean(b->same_way));
    return object;
}

static json_t *finding_object(struct json_writer *w, const struct finding *f)
{
    const struct sig *sig = fields_sig(w->report, f->sig);
    json_t *object = json_object();
    set(object, "signature", text_value(w, fields_sig_id(w->report, f->sig)));
    set(object, "kind", json_string(sig ? sig_kind_name(sig->kind) : ""));
    set(object, "count", count_value(f->count));
    set(object, "first", time_value(f->first_us));
    set(object, "last", time_value(f->last_us));
    set(object, "streams", count_value(f->stream_count));
    const struct occurrence *first = f->sample_count ? &f->samples[0] : NULL;
    set(object, "captures",
        captures_object(w, first ? first->captures : NULL, first ? first->capture_count : 0));
    json_t *examples = json_array();
    for (uint32_t i = 0; i < f->sample_count; i++) {
        json_t *example = json_object();
        set_occurrence(w, example, &f->samples[i]);
        set_position(w, example, &f->samples[i]);
        append(examples, example);
    }
    set(object, "examples", examples);
    set(object, "domain", json_string(sig ? sig_domain_name(sig->domain) : ""));
    set(object, "tasks", task_array(w, f));
    set_new_finding(w, object, f);
    return object;
}

static json_t *entry_object(struct json_writer *w, const struct timeline_entry *e)
{
    const struct sig *sig = fields_sig(w->report, e->sig);
    json_t *object = json_object();
    set(object, "time", time_value(e->time_us));
    const bool is_finding = e->kind == TIMELINE_FINDING;
    set(object, "kind",
        json_string(sig          ? sig_kind_name(sig->kind)
                    : is_finding ? ""
                                 : incident_kind_name(e->kind)));
    set(object, "signature",
        text_value(w, is_finding ? fields_sig_id(w->report, e->sig) : slice_empty()));
    buf_reset(&w->filled);
    fields_entry_title(w->report, e, &w->filled);
    set(object, "title", text_value(w, buf_slice(&w->filled)));
    set(object, "source", cstr_value(w, fields_source_name(w->report, e->source)));
    set(object, "stream", text_value(w, fields_stream_name(w->report, e->stream)));
    set(object, "count", count_value(e->count));
    set(object, "last", time_value(e->last_us));
    set(object, "line", count_value(e->line));
    set_task(w, object, e->stream);
    if (is_finding)
        set_new_finding(w, object, incident_finding(w->report->incident, e->sig));
    set(object, "period_ms", json_integer((json_int_t)(fields_entry_period(w->report, e) / 1000)));
    return object;
}

static json_t *ledger_object(struct json_writer *w)
{
    struct ledger ledger;
    ledger_make(w->report, &ledger);
    json_t *object = json_object();
    set(object, "errors", count_value(ledger.errors));
    set(object, "explained", count_value(ledger.explained));
    set(object, "consequences", count_value(ledger.consequences));
    set(object, "unexplained", count_value(ledger.unexplained));
    json_t *strays = json_array();
    for (uint32_t i = 0; i < ledger.stray_count; i++) {
        json_t *stray = json_object();
        set(stray, "signature", text_value(w, fields_sig_id(w->report, ledger.strays[i].sig)));
        set(stray, "count", count_value(ledger.strays[i].count));
        append(strays, stray);
    }
    set(object, "unexplained_signatures", strays);
    return object;
}

static json_t *template_object(struct json_writer *w, const struct error_template *t)
{
    json_t *object = json_object();
    set(object, "template", text_value(w, t->text));
    set(object, "count", count_value(t->count));
    set(object, "first", time_value(t->first_us));
    set(object, "last", time_value(t->last_us));
    set(object, "example", text_value(w, t->example.text));
    set(object, "source", cstr_value(w, fields_source_name(w->report, t->example.source)));
    set(object, "line", count_value(t->example.line));
    set_place(w, object, &t->example);
    set_new(object, &w->report->diagnosis->baseline, w->report->diagnosis->baseline.template_is_new,
            (uint32_t)(t - w->report->incident->templates));
    return object;
}

static json_t *warning_array(struct json_writer *w)
{
    json_t *array = err_array(w, w->report->warnings, w->report->warning_count);
    for (uint32_t i = 0;; i++) {
        buf_reset(&w->filled);
        if (!fields_limit(w->report, i, &w->filled))
            return array;
        append(array, text_value(w, buf_slice(&w->filled)));
    }
}

static void write_input(struct json_writer *w, struct report_json_out *o)
{
    const struct report *r = w->report;
    struct report_bytes total = { 0 };
    report_json_out_open(o, "input", '{');
    report_json_out_value(o, "events", count_value(r->incident->events));
    report_json_out_value(o, "bytes", count_value(fields_input_bytes(r)));
    report_json_out_value(o, "first", time_value(r->incident->first_us));
    report_json_out_value(o, "last", time_value(r->incident->last_us));
    report_json_out_open(o, "sources", '[');
    for (uint32_t i = 0; i < r->source_count; i++) {
        report_json_out_value(o, NULL, source_object(w, &r->sources[i]));
        add_bytes(&total, &r->sources[i].ledger);
    }
    report_json_out_close(o, ']');
    report_json_out_value(o, "duplicates", count_value(r->incident->duplicates));
    report_json_out_value(o, "ledger", bytes_object(&total));
    report_json_out_close(o, '}');
}

/* The lists that may be long, an element at a time. */
static void write_lists(struct json_writer *w, struct report_json_out *o)
{
    const struct report *r = w->report;
    report_json_out_open(o, "hypotheses", '[');
    for (uint32_t i = 0; i < r->diagnosis->hypothesis_count; i++)
        report_json_out_value(o, NULL, hypothesis_object(w, &r->diagnosis->hypotheses[i], i + 1));
    report_json_out_close(o, ']');
    report_json_out_open(o, "findings", '[');
    for (uint32_t i = 0; i < r->incident->finding_count; i++)
        report_json_out_value(o, NULL, finding_object(w, &r->incident->findings[i]));
    report_json_out_close(o, ']');
    report_json_out_open(o, "timeline", '[');
    for (uint32_t i = 0; i < r->incident->timeline_count; i++)
        report_json_out_value(o, NULL, entry_object(w, &r->incident->timeline[i]));
    report_json_out_close(o, ']');
    report_json_out_value(o, "ledger", ledger_object(w));
    report_json_out_open(o, "unknown_errors", '[');
    for (uint32_t i = 0; i < r->incident->template_count; i++)
        report_json_out_value(o, NULL, template_object(w, &r->incident->templates[i]));
    report_json_out_close(o, ']');
}

static void write_json(const struct report *report, const struct report_style *style,
                       struct buf *out)
{
    struct json_writer w = { .report = report, .style = style };
    buf_init(&w.redacted);
    buf_init(&w.clean);
    buf_init(&w.filled);
    struct report_json_out o;
    report_json_out_init(&o, out);
    report_json_out_open(&o, NULL, '{');
    report_json_out_value(&o, "schema", json_string(REPORT_SCHEMA));
    report_json_out_value(&o, "tool", tool_object(&w));
    write_input(&w, &o);
    report_json_out_value(&o, "verdict", verdict_object(&w));
    if (report->diagnosis->baseline.given)
        report_json_out_value(&o, "baseline", baseline_object(&report->diagnosis->baseline));
    write_lists(&w, &o);
    report_json_out_value(&o, "warnings", warning_array(&w));
    report_json_out_close(&o, '}');
    buf_add_byte(out, '\n');
    buf_release(&w.redacted);
    buf_release(&w.clean);
    buf_release(&w.filled);
}

const struct report_format report_json_format = {
    .name = "json",
    .help = "one JSON document, schema " REPORT_SCHEMA,
    .write = write_json,
};

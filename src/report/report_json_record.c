#include "report/report_json_record.h"

#include "report/advice.h"
#include "report/digest.h"
#include "report/fetch.h"
#include "report/fields.h"
#include "report/ledger.h"
#include "report/rollback_advice.h"

#include "base/text.h"

#include <jansson.h>

#define TASKS_MAX 32 /* named per finding */

/* Text from logs or signatures. */
static json_t *text_value(struct report_json *w, struct slice raw)
{
    buf_reset(&w->redacted);
    redact_add_at(&w->redacted, raw, w->style->redact);
    raw = buf_slice(&w->redacted);
    buf_reset(&w->clean);
    text_add_json(&w->clean, raw);
    return json_stringn(buf_cstr(&w->clean), w->clean.len);
}

static json_t *cstr_value(struct report_json *w, const char *s)
{
    return text_value(w, slice_cstr(s));
}

json_t *report_json_time(int64_t us)
{
    char text[TIMESTAMP_TEXT_BYTES];
    timestamp_format(us, text);
    return json_string(text);
}

json_t *report_json_count(uint64_t n)
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

static json_t *err_array(struct report_json *w, const struct err *errs, uint32_t count)
{
    json_t *array = json_array();
    for (uint32_t i = 0; i < count; i++) {
        buf_reset(&w->filled);
        fields_warning(&errs[i], &w->filled);
        append(array, text_value(w, buf_slice(&w->filled)));
    }
    return array;
}

json_t *report_json_tool(struct report_json *w)
{
    json_t *tool = json_object();
    set(tool, "version", cstr_value(w, w->report->version));
    set(tool, "signatures", report_json_count(w->report->signature_count));
    set(tool, "database", json_sprintf("sha256:%s", w->report->database_hash));
    return tool;
}

static json_t *bytes_object(const struct report_bytes *bytes)
{
    json_t *object = json_object();
    set(object, "events", report_json_count(bytes->events));
    set(object, "framing", report_json_count(bytes->framing));
    set(object, "rejected", report_json_count(bytes->rejected));
    set(object, "over_limit", report_json_count(bytes->over_limit));
    return object;
}

static void add_bytes(struct report_bytes *sum, const struct report_bytes *bytes)
{
    sum->events += bytes->events;
    sum->framing += bytes->framing;
    sum->rejected += bytes->rejected;
    sum->over_limit += bytes->over_limit;
}

json_t *report_json_bytes_of_all(const struct report *report)
{
    struct report_bytes total = { 0 };
    for (uint32_t i = 0; i < report->source_count; i++)
        add_bytes(&total, &report->sources[i].ledger);
    return bytes_object(&total);
}

json_t *report_json_source(struct report_json *w, const struct report_source *s)
{
    json_t *source = json_object();
    set(source, "name", cstr_value(w, s->name));
    set(source, "format", cstr_value(w, s->format));
    set(source, "encoding", cstr_value(w, s->encoding));
    set(source, "events", report_json_count(s->events));
    set(source, "bytes", report_json_count(s->bytes));
    json_t *warnings = err_array(w, s->warnings, s->warning_count);
    if (s->warnings_total > s->warning_count)
        append(warnings, json_sprintf("%llu more warnings",
                                      (unsigned long long)(s->warnings_total - s->warning_count)));
    set(source, "warnings", warnings);
    set(source, "ledger", bytes_object(&s->ledger));
    set(source, "rejoined", report_json_count(s->rejoined));
    set(source, "unrejoinable", report_json_count(s->unrejoinable));
    set(source, "wrapped_lines", report_json_count(s->wrapped_lines));
    return source;
}

json_t *report_json_verdict(struct report_json *w)
{
    const struct verdict *v = &w->report->diagnosis->verdict;
    json_t *verdict = json_object();
    set(verdict, "status", json_string(verdict_status_name(v->status)));
    set(verdict, "domain", json_string(v->has_domain ? sig_domain_name(v->domain) : ""));
    set(verdict, "summary", text_value(w, v->summary));
    return verdict;
}

/* The first value of a name wins. */
static json_t *captures_object(struct report_json *w, const struct sig_capture *captures,
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

static struct slice task_of(const struct report_json *w, uint32_t stream)
{
    const struct incident *inc = w->report->incident;
    return stream < inc->stream_count ? inc->streams[stream].task : slice_empty();
}

static void set_task(struct report_json *w, json_t *object, uint32_t stream)
{
    const struct slice task = task_of(w, stream);
    if (task.len > 0)
        set(object, "task", text_value(w, task));
}

/* Streams of one task (of several containers) are neighbours only by chance. */
static json_t *task_array(struct report_json *w, const struct finding *f)
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

static void set_occurrence(struct report_json *w, json_t *object, const struct occurrence *o)
{
    set(object, "time", report_json_time(o->time_us));
    set(object, "source", cstr_value(w, fields_source_name(w->report, o->source)));
    set(object, "line", report_json_count(o->line));
    set(object, "stream", text_value(w, fields_stream_name(w->report, o->stream)));
    set(object, "text", text_value(w, o->text));
}

/* Where the bytes of the text stand in the decoded source and their hash, so that they can be
 * checked (culprit verify). Where a secret is masked, a longer hash would let anybody who has the
 * report try guesses on it. */
static void set_place(struct report_json *w, json_t *object, const struct occurrence *o)
{
    const struct slice raw = o->quoted.len > 0 ? o->quoted : o->text;
    char hash[DIGEST_BYTES];
    buf_reset(&w->redacted);
    redact_add_at(&w->redacted, raw, w->style->redact);
    const bool is_masked = !slice_eq(buf_slice(&w->redacted), raw);
    digest_text(raw, is_masked, hash);
    set(object, "offset", report_json_count(o->offset));
    set(object, "length", report_json_count(raw.len));
    set(object, "hash", json_string(hash));
    if (o->quoted.len > 0)
        set(object, "quotes", text_value(w, o->quoted));
}

/* The same, and which task said them. */
static void set_position(struct report_json *w, json_t *object, const struct occurrence *o)
{
    set_place(w, object, o);
    set_task(w, object, o->stream);
}

static json_t *evidence_array(struct report_json *w, const struct hypothesis *h)
{
    json_t *array = json_array();
    for (uint32_t i = 0; i < h->evidence_count; i++) {
        const struct evidence *e = &h->evidence[i];
        json_t *object = json_object();
        set(object, "signature", text_value(w, fields_sig_id(w->report, e->sig)));
        set_occurrence(w, object, &e->occurrence);
        set(object, "count", report_json_count(e->count));
        set_position(w, object, &e->occurrence);
        append(array, object);
    }
    return array;
}

static json_t *reason_array(struct report_json *w, const struct reason *reasons, uint32_t count)
{
    json_t *array = json_array();
    for (uint32_t i = 0; i < count; i++)
        append(array, text_value(w, reasons[i].text));
    return array;
}

static json_t *filled_value(struct report_json *w, const struct hypothesis *h,
                            struct slice template, bool is_command)
{
    buf_reset(&w->filled);
    advice_fill(template, h, w->report->incident, is_command, &w->filled);
    return text_value(w, buf_slice(&w->filled));
}

static json_t *advice_array(struct report_json *w, const struct hypothesis *h,
                            const struct sig_list *list)
{
    json_t *array = json_array();
    for (uint32_t i = 0; list && i < list->count; i++)
        append(array, filled_value(w, h, list->items[i], advice_is_command(list->items[i])));
    return array;
}

/* What to fetch for a cause that is not in the database or not in the input. */
static json_t *add_fetches(struct report_json *w, json_t *array)
{
    for (uint32_t i = 0;; i++) {
        buf_reset(&w->filled);
        if (!fetch_line(w->report, i, &w->filled))
            return array;
        append(array, text_value(w, buf_slice(&w->filled)));
    }
}

/* A symptom is confirmed as such; for its cause more must be fetched. */
static json_t *confirm_array(struct report_json *w, const struct hypothesis *h,
                             const struct sig *sig)
{
    json_t *array = advice_array(w, h, sig ? &sig->confirm : NULL);
    return !sig || sig->kind == SIG_SYMPTOM ? add_fetches(w, array) : array;
}

static json_t *rollback_lines(struct report_json *w, const struct hypothesis *h,
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

static json_t *rollback_object(struct report_json *w, const struct hypothesis *h)
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
static json_t *change_object(struct report_json *w, const struct hypothesis *h)
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
    set(object, "last_steady", report_json_time(change.steady_us));
    set(object, "last_steady_revision", text_value(w, change.steady_revision));
    set_position(w, object, change.where);
    return object;
}

json_t *report_json_hypothesis(struct report_json *w, const struct hypothesis *h, uint32_t rank)
{
    const struct sig *sig = fields_sig(w->report, h->sig);
    json_t *object = json_object();
    set(object, "rank", report_json_count(rank));
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
    set(object, "confirm", confirm_array(w, h, sig));
    set(object, "fix", advice_array(w, h, sig ? &sig->fix : NULL));
    set(object, "rollback", rollback_object(w, h));
    set(object, "change", change_object(w, h));
    set(object, "supports", reason_array(w, h->supports, h->support_count));
    set(object, "explain", filled_value(w, h, sig ? sig->explain : slice_empty(), false));
    set(object, "incident", report_json_count(h->incident));
    set(object, "posterior", confidence_value(h->posterior));
    return object;
}

/* Is it new against the known-good log? Nothing is set where none was given. */
static void set_new(json_t *object, const struct baseline *baseline, const bool *is_new, uint32_t i)
{
    if (baseline->usable && i != INCIDENT_NONE)
        set(object, "new", json_boolean(is_new[i]));
}

static void set_new_finding(const struct report_json *w, json_t *object, const struct finding *f)
{
    const struct baseline *b = &w->report->diagnosis->baseline;
    const uint32_t i = f ? (uint32_t)(f - w->report->incident->findings) : INCIDENT_NONE;
    set_new(object, b, b->finding_is_new, i);
}

json_t *report_json_baseline(const struct baseline *b)
{
    json_t *object = json_object();
    set(object, "events", report_json_count(b->events));
    set(object, "fails", json_boolean(b->fails));
    set(object, "same_way", json_boolean(b->same_way));
    return object;
}

json_t *report_json_finding(struct report_json *w, const struct finding *f)
{
    const struct sig *sig = fields_sig(w->report, f->sig);
    json_t *object = json_object();
    set(object, "signature", text_value(w, fields_sig_id(w->report, f->sig)));
    set(object, "kind", json_string(sig ? sig_kind_name(sig->kind) : ""));
    set(object, "count", report_json_count(f->count));
    set(object, "first", report_json_time(f->first_us));
    set(object, "last", report_json_time(f->last_us));
    set(object, "streams", report_json_count(f->stream_count));
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

json_t *report_json_text(struct report_json *w, struct slice raw)
{
    return text_value(w, raw);
}

json_t *report_json_entry(struct report_json *w, const struct timeline_entry *e)
{
    const struct sig *sig = fields_sig(w->report, e->sig);
    json_t *object = json_object();
    set(object, "time", report_json_time(e->time_us));
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
    set(object, "count", report_json_count(e->count));
    set(object, "last", report_json_time(e->last_us));
    set(object, "line", report_json_count(e->line));
    set_task(w, object, e->stream);
    if (is_finding)
        set_new_finding(w, object, incident_finding(w->report->incident, e->sig));
    set(object, "period_ms", json_integer((json_int_t)(fields_entry_period(w->report, e) / 1000)));
    return object;
}

json_t *report_json_ledger(struct report_json *w)
{
    struct ledger ledger;
    ledger_make(w->report, &ledger);
    json_t *object = json_object();
    set(object, "errors", report_json_count(ledger.errors));
    set(object, "explained", report_json_count(ledger.explained));
    set(object, "consequences", report_json_count(ledger.consequences));
    set(object, "unexplained", report_json_count(ledger.unexplained));
    json_t *strays = json_array();
    for (uint32_t i = 0; i < ledger.stray_count; i++) {
        json_t *stray = json_object();
        set(stray, "signature", text_value(w, fields_sig_id(w->report, ledger.strays[i].sig)));
        set(stray, "count", report_json_count(ledger.strays[i].count));
        append(strays, stray);
    }
    set(object, "unexplained_signatures", strays);
    return object;
}

json_t *report_json_template(struct report_json *w, const struct error_template *t)
{
    json_t *object = json_object();
    set(object, "template", text_value(w, t->text));
    set(object, "count", report_json_count(t->count));
    set(object, "first", report_json_time(t->first_us));
    set(object, "last", report_json_time(t->last_us));
    set(object, "example", text_value(w, t->example.text));
    set(object, "source", cstr_value(w, fields_source_name(w->report, t->example.source)));
    set(object, "line", report_json_count(t->example.line));
    set_place(w, object, &t->example);
    set_new(object, &w->report->diagnosis->baseline, w->report->diagnosis->baseline.template_is_new,
            (uint32_t)(t - w->report->incident->templates));
    return object;
}

json_t *report_json_warnings(struct report_json *w)
{
    json_t *array = err_array(w, w->report->warnings, w->report->warning_count);
    for (uint32_t i = 0;; i++) {
        buf_reset(&w->filled);
        if (!fields_limit(w->report, i, &w->filled))
            return array;
        append(array, text_value(w, buf_slice(&w->filled)));
    }
}

void report_json_init(struct report_json *json, const struct report *report,
                      const struct report_style *style)
{
    *json = (struct report_json){ .report = report, .style = style };
    buf_init(&json->redacted);
    buf_init(&json->clean);
    buf_init(&json->filled);
}

void report_json_release(struct report_json *json)
{
    buf_release(&json->redacted);
    buf_release(&json->clean);
    buf_release(&json->filled);
}

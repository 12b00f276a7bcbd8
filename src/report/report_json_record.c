#include "report/report_json_record.h"

#include "report/advice.h"
#include "report/digest.h"
#include "report/fetch.h"
#include "report/fields.h"
#include "report/ledger.h"
#include "report/live.h"
#include "report/rollback_advice.h"

#define TASKS_MAX 32 /* named per finding */

/* Text from logs or signatures. */
static void put_text(struct report_json *w, const char *key, struct slice raw)
{
    buf_reset(&w->redacted);
    redact_add_at(&w->redacted, raw, w->style->redact);
    report_json_out_text(&w->out, key, buf_slice(&w->redacted));
}

static void put_cstr(struct report_json *w, const char *key, const char *s)
{
    put_text(w, key, slice_cstr(s));
}

/* A word of our own. */
static void put_word(struct report_json *w, const char *key, const char *word)
{
    report_json_out_text(&w->out, key, slice_cstr(word));
}

static void put_count(struct report_json *w, const char *key, uint64_t n)
{
    report_json_out_count(&w->out, key, n);
}

static void put_time(struct report_json *w, const char *key, int64_t us)
{
    report_json_out_time(&w->out, key, us);
}

/* What was put together in w->filled. */
static void put_filled(struct report_json *w, const char *key)
{
    put_text(w, key, buf_slice(&w->filled));
}

static void put_errs(struct report_json *w, const struct err *errs, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        buf_reset(&w->filled);
        fields_warning(&errs[i], &w->filled);
        put_filled(w, NULL);
    }
}

void report_json_tool(struct report_json *w)
{
    put_cstr(w, "version", w->report->version);
    put_count(w, "signatures", w->report->signature_count);
    buf_reset(&w->filled);
    buf_printf(&w->filled, "sha256:%s", w->report->database_hash);
    report_json_out_text(&w->out, "database", buf_slice(&w->filled));
}

static void put_bytes(struct report_json *w, const struct report_bytes *bytes)
{
    report_json_out_open_object(&w->out, "ledger");
    put_count(w, "events", bytes->events);
    put_count(w, "framing", bytes->framing);
    put_count(w, "rejected", bytes->rejected);
    put_count(w, "over_limit", bytes->over_limit);
    report_json_out_close_object(&w->out);
}

static void add_bytes(struct report_bytes *sum, const struct report_bytes *bytes)
{
    sum->events += bytes->events;
    sum->framing += bytes->framing;
    sum->rejected += bytes->rejected;
    sum->over_limit += bytes->over_limit;
}

void report_json_bytes_of_all(struct report_json *w)
{
    struct report_bytes total = { 0 };
    for (uint32_t i = 0; i < w->report->source_count; i++)
        add_bytes(&total, &w->report->sources[i].ledger);
    put_bytes(w, &total);
}

void report_json_source(struct report_json *w, const struct report_source *s)
{
    put_cstr(w, "name", s->name);
    put_cstr(w, "format", s->format);
    put_cstr(w, "encoding", s->encoding);
    put_count(w, "events", s->events);
    put_count(w, "bytes", s->bytes);
    report_json_out_open_list(&w->out, "warnings");
    put_errs(w, s->warnings, s->warning_count);
    if (s->warnings_total > s->warning_count) {
        buf_reset(&w->filled);
        buf_printf(&w->filled, "%llu more warnings",
                   (unsigned long long)(s->warnings_total - s->warning_count));
        put_filled(w, NULL);
    }
    report_json_out_close_list(&w->out);
    put_bytes(w, &s->ledger);
    put_count(w, "rejoined", s->rejoined);
    put_count(w, "unrejoinable", s->unrejoinable);
    put_count(w, "wrapped_lines", s->wrapped_lines);
}

void report_json_verdict(struct report_json *w, const char *summary)
{
    const struct verdict *v = &w->report->diagnosis->verdict;
    put_word(w, "status", verdict_status_name(v->status));
    put_word(w, "domain", v->has_domain ? sig_domain_name(v->domain) : "");
    put_text(w, "summary", summary ? slice_cstr(summary) : v->summary);
}

static bool is_repeated(const struct sig_capture *captures, uint32_t i)
{
    for (uint32_t k = 0; k < i; k++)
        if (slice_eq(captures[k].name, captures[i].name))
            return true;
    return false;
}

/* The first value of a name wins. */
static void put_captures(struct report_json *w, const struct sig_capture *captures, uint32_t count)
{
    report_json_out_open_object(&w->out, "captures");
    for (uint32_t i = 0; i < count; i++) {
        if (is_repeated(captures, i))
            continue;
        report_json_out_name(&w->out, captures[i].name);
        put_text(w, NULL, captures[i].value);
    }
    report_json_out_close_object(&w->out);
}

static struct slice task_of(const struct report_json *w, uint32_t stream)
{
    const struct incident *inc = w->report->incident;
    return stream < inc->stream_count ? inc->streams[stream].task : slice_empty();
}

static void put_task(struct report_json *w, uint32_t stream)
{
    const struct slice task = task_of(w, stream);
    if (task.len > 0)
        put_text(w, "task", task);
}

/* Streams of one task (of several containers) are neighbours only by chance. */
static void put_tasks(struct report_json *w, const struct finding *f)
{
    uint32_t count = 0;
    report_json_out_open_list(&w->out, "tasks");
    for (uint32_t i = 0; i < f->stream_count && count < TASKS_MAX; i++) {
        const struct slice task = task_of(w, f->streams[i]);
        bool repeats = false;
        for (uint32_t k = 0; k < i; k++)
            repeats |= slice_eq(task, task_of(w, f->streams[k]));
        if (task.len == 0 || repeats)
            continue;
        put_text(w, NULL, task);
        count++;
    }
    report_json_out_close_list(&w->out);
}

static void put_occurrence(struct report_json *w, const struct occurrence *o)
{
    put_time(w, "time", o->time_us);
    put_cstr(w, "source", fields_source_name(w->report, o->source));
    put_count(w, "line", o->line);
    put_text(w, "stream", fields_stream_name(w->report, o->stream));
    put_text(w, "text", o->text);
}

/* Where the bytes of the text stand in the decoded source and their hash, so that they can be
 * checked (culprit verify). Where a secret is masked, a longer hash would let anybody who has the
 * report try guesses on it. */
static void put_place(struct report_json *w, const struct occurrence *o)
{
    const struct slice raw = o->quoted.len > 0 ? o->quoted : o->text;
    char hash[DIGEST_BYTES];
    buf_reset(&w->redacted);
    redact_add_at(&w->redacted, raw, w->style->redact);
    const bool is_masked = !slice_eq(buf_slice(&w->redacted), raw);
    digest_text(raw, is_masked, hash);
    put_count(w, "offset", o->offset);
    put_count(w, "length", raw.len);
    put_word(w, "hash", hash);
    if (o->quoted.len > 0)
        put_text(w, "quotes", o->quoted);
}

/* The same, and which task said them. */
static void put_position(struct report_json *w, const struct occurrence *o)
{
    put_place(w, o);
    put_task(w, o->stream);
}

static void put_evidence(struct report_json *w, const struct hypothesis *h)
{
    report_json_out_open_list(&w->out, "evidence");
    for (uint32_t i = 0; i < h->evidence_count; i++) {
        const struct evidence *e = &h->evidence[i];
        report_json_out_open_object(&w->out, NULL);
        put_text(w, "signature", fields_sig_id(w->report, e->sig));
        put_occurrence(w, &e->occurrence);
        put_count(w, "count", e->count);
        put_position(w, &e->occurrence);
        report_json_out_close_object(&w->out);
    }
    report_json_out_close_list(&w->out);
}

static void put_reasons(struct report_json *w, const char *key, const struct reason *reasons,
                        uint32_t count)
{
    report_json_out_open_list(&w->out, key);
    for (uint32_t i = 0; i < count; i++)
        put_text(w, NULL, reasons[i].text);
    report_json_out_close_list(&w->out);
}

static void put_advice(struct report_json *w, const char *key, const struct hypothesis *h,
                       struct slice template, bool is_command)
{
    buf_reset(&w->filled);
    advice_fill(template, h, w->report->incident, is_command, &w->filled);
    put_filled(w, key);
}

/* Lines of a list, which is open. */
static void put_advice_lines(struct report_json *w, const struct hypothesis *h,
                             const struct sig_list *list)
{
    for (uint32_t i = 0; list && i < list->count; i++)
        put_advice(w, NULL, h, list->items[i], advice_is_command(list->items[i]));
}

/* What to fetch for a cause that is not in the database or not in the input. */
static void put_fetches(struct report_json *w)
{
    for (uint32_t i = 0;; i++) {
        buf_reset(&w->filled);
        if (!fetch_line(w->report, i, &w->filled))
            return;
        put_filled(w, NULL);
    }
}

/* A symptom is confirmed as such; for its cause more must be fetched. */
static void put_confirm(struct report_json *w, const struct hypothesis *h, const struct sig *sig)
{
    report_json_out_open_list(&w->out, "confirm");
    put_advice_lines(w, h, sig ? &sig->confirm : NULL);
    if (!sig || sig->kind == SIG_SYMPTOM)
        put_fetches(w);
    report_json_out_close_list(&w->out);
}

static void put_fix(struct report_json *w, const struct hypothesis *h, const struct sig *sig)
{
    report_json_out_open_list(&w->out, "fix");
    put_advice_lines(w, h, sig ? &sig->fix : NULL);
    report_json_out_close_list(&w->out);
}

static void put_rollback_lines(struct report_json *w, const char *key, const struct hypothesis *h,
                               enum rollback_list list)
{
    report_json_out_open_list(&w->out, key);
    for (uint32_t i = 0;; i++) {
        buf_reset(&w->filled);
        if (!rollback_advice_line(w->report, h, list, i, &w->filled))
            break;
        put_filled(w, NULL);
    }
    report_json_out_close_list(&w->out);
}

static void put_rollback_members(struct report_json *w, const struct hypothesis *h)
{
    const struct rollback *r = &h->rollback;
    put_word(w, "advice", rollback_decision_name(r->decision));
    buf_reset(&w->filled);
    rollback_advice_reason(w->report, h, &w->filled);
    put_filled(w, "text");
    report_json_out_open_list(&w->out, "services");
    for (uint32_t i = 0; i < r->service_count; i++)
        put_text(w, NULL, r->services[i]);
    report_json_out_close_list(&w->out);
    put_text(w, "from", r->from);
    put_text(w, "to", r->to);
    put_rollback_lines(w, "keep", h, ROLLBACK_KEEP);
    put_rollback_lines(w, "capture", h, ROLLBACK_CAPTURE);
    put_rollback_lines(w, "commands", h, ROLLBACK_COMMANDS);
}

static void put_rollback(struct report_json *w, const struct hypothesis *h)
{
    report_json_out_open_object(&w->out, "rollback");
    if (h->rollback.decision != ROLLBACK_NONE)
        put_rollback_members(w, h);
    report_json_out_close_object(&w->out);
}

static void put_change_members(struct report_json *w, const struct before_change *change)
{
    put_text(w, "signature", fields_sig_id(w->report, change->sig));
    buf_reset(&w->filled);
    fields_change_text(w->report, change, 0, &w->filled);
    put_filled(w, "title");
    put_occurrence(w, change->where);
    report_json_out_integer(&w->out, "before_ms", change->before_us / 1000);
    put_text(w, "revision", change->revision);
    put_text(w, "difference", change->difference);
    put_time(w, "last_steady", change->steady_us);
    put_text(w, "last_steady_revision", change->steady_revision);
    put_position(w, change->where);
}

/* What changed last before; an empty object: nothing is known. */
static void put_change(struct report_json *w, const struct hypothesis *h)
{
    struct before_change change;
    report_json_out_open_object(&w->out, "change");
    if (fields_change(w->report, h, &change))
        put_change_members(w, &change);
    report_json_out_close_object(&w->out);
}

static void put_chain(struct report_json *w, const struct hypothesis *h)
{
    report_json_out_open_list(&w->out, "chain");
    for (uint32_t i = 0; i < h->chain_count; i++)
        put_text(w, NULL, fields_sig_id(w->report, h->chain[i]));
    report_json_out_close_list(&w->out);
}

void report_json_hypothesis(struct report_json *w, const struct hypothesis *h, uint32_t rank)
{
    const struct sig *sig = fields_sig(w->report, h->sig);
    put_count(w, "rank", rank);
    put_text(w, "id", h->id);
    put_text(w, "title", h->title);
    put_word(w, "domain", sig_domain_name(h->domain));
    report_json_out_share(&w->out, "confidence", h->confidence);
    put_word(w, "basis", basis_name(h->basis));
    put_cstr(w, "fingerprint", h->fingerprint);
    put_captures(w, h->captures, h->capture_count);
    put_chain(w, h);
    put_evidence(w, h);
    put_reasons(w, "against", h->against, h->against_count);
    put_reasons(w, "missing", h->missing, h->missing_count);
    put_confirm(w, h, sig);
    put_fix(w, h, sig);
    put_rollback(w, h);
    put_change(w, h);
    put_reasons(w, "supports", h->supports, h->support_count);
    put_advice(w, "explain", h, sig ? sig->explain : slice_empty(), false);
    put_count(w, "incident", h->incident);
    report_json_out_share(&w->out, "posterior", h->posterior);
}

/* Is it new against the known-good log? Nothing is told where none was given. */
static void put_new(struct report_json *w, const bool *is_new, uint32_t i)
{
    if (w->report->diagnosis->baseline.usable && i != INCIDENT_NONE)
        report_json_out_bool(&w->out, "new", is_new[i]);
}

static void put_new_finding(struct report_json *w, const struct finding *f)
{
    const uint32_t i = f ? (uint32_t)(f - w->report->incident->findings) : INCIDENT_NONE;
    put_new(w, w->report->diagnosis->baseline.finding_is_new, i);
}

void report_json_baseline(struct report_json *w)
{
    const struct baseline *b = &w->report->diagnosis->baseline;
    put_count(w, "events", b->events);
    report_json_out_bool(&w->out, "fails", b->fails);
    report_json_out_bool(&w->out, "same_way", b->same_way);
}

void report_json_finding(struct report_json *w, const struct finding *f)
{
    const struct sig *sig = fields_sig(w->report, f->sig);
    put_text(w, "signature", fields_sig_id(w->report, f->sig));
    put_word(w, "kind", sig ? sig_kind_name(sig->kind) : "");
    put_count(w, "count", f->count);
    put_time(w, "first", f->first_us);
    put_time(w, "last", f->last_us);
    put_count(w, "streams", f->stream_count);
    const struct occurrence *first = f->sample_count ? &f->samples[0] : NULL;
    put_captures(w, first ? first->captures : NULL, first ? first->capture_count : 0);
    report_json_out_open_list(&w->out, "examples");
    for (uint32_t i = 0; i < f->sample_count; i++) {
        report_json_out_open_object(&w->out, NULL);
        put_occurrence(w, &f->samples[i]);
        put_position(w, &f->samples[i]);
        report_json_out_close_object(&w->out);
    }
    report_json_out_close_list(&w->out);
    put_word(w, "domain", sig ? sig_domain_name(sig->domain) : "");
    put_tasks(w, f);
    put_new_finding(w, f);
}

static const char *entry_kind(const struct timeline_entry *e, const struct sig *sig)
{
    if (sig)
        return sig_kind_name(sig->kind);
    return e->kind == TIMELINE_FINDING ? "" : incident_kind_name(e->kind);
}

void report_json_entry(struct report_json *w, const struct timeline_entry *e, struct slice unknown)
{
    const struct sig *sig = fields_sig(w->report, e->sig);
    const bool is_finding = e->kind == TIMELINE_FINDING;
    put_time(w, "time", e->time_us);
    put_word(w, "kind", unknown.len > 0 ? LIVE_UNKNOWN_KIND : entry_kind(e, sig));
    put_text(w, "signature", is_finding ? fields_sig_id(w->report, e->sig) : slice_empty());
    buf_reset(&w->filled);
    fields_entry_title(w->report, e, &w->filled);
    put_text(w, "title", unknown.len > 0 ? unknown : buf_slice(&w->filled));
    put_cstr(w, "source", fields_source_name(w->report, e->source));
    put_text(w, "stream", fields_stream_name(w->report, e->stream));
    put_count(w, "count", e->count);
    put_time(w, "last", e->last_us);
    put_count(w, "line", e->line);
    put_task(w, e->stream);
    if (is_finding)
        put_new_finding(w, incident_finding(w->report->incident, e->sig));
    report_json_out_integer(&w->out, "period_ms", fields_entry_period(w->report, e) / 1000);
}

void report_json_ledger(struct report_json *w)
{
    struct ledger ledger;
    ledger_make(w->report, &ledger);
    put_count(w, "errors", ledger.errors);
    put_count(w, "explained", ledger.explained);
    put_count(w, "consequences", ledger.consequences);
    put_count(w, "unexplained", ledger.unexplained);
    report_json_out_open_list(&w->out, "unexplained_signatures");
    for (uint32_t i = 0; i < ledger.stray_count; i++) {
        report_json_out_open_object(&w->out, NULL);
        put_text(w, "signature", fields_sig_id(w->report, ledger.strays[i].sig));
        put_count(w, "count", ledger.strays[i].count);
        report_json_out_close_object(&w->out);
    }
    report_json_out_close_list(&w->out);
}

void report_json_template(struct report_json *w, const struct error_template *t)
{
    put_text(w, "template", t->text);
    put_count(w, "count", t->count);
    put_time(w, "first", t->first_us);
    put_time(w, "last", t->last_us);
    put_text(w, "example", t->example.text);
    put_cstr(w, "source", fields_source_name(w->report, t->example.source));
    put_count(w, "line", t->example.line);
    put_place(w, &t->example);
    put_new(w, w->report->diagnosis->baseline.template_is_new,
            (uint32_t)(t - w->report->incident->templates));
}

bool report_json_warning(struct report_json *w, uint32_t i, struct slice *text)
{
    const struct report *r = w->report;
    buf_reset(&w->filled);
    buf_reset(&w->redacted);
    if (i < r->warning_count)
        fields_warning(&r->warnings[i], &w->filled);
    else if (!fields_limit(r, i - r->warning_count, &w->filled))
        return false;
    redact_add_at(&w->redacted, buf_slice(&w->filled), w->style->redact);
    *text = buf_slice(&w->redacted);
    return true;
}

void report_json_init(struct report_json *json, const struct report *report,
                      const struct report_style *style, struct buf *out,
                      enum json_out_layout layout)
{
    *json = (struct report_json){ .report = report, .style = style };
    report_json_out_init(&json->out, out, layout);
    buf_init(&json->redacted);
    buf_init(&json->filled);
}

void report_json_release(struct report_json *json)
{
    buf_release(&json->redacted);
    buf_release(&json->filled);
}

#include "report/phrase.h"

#include "report/fields.h"
#include "report/human.h"
#include "report/ledger.h"

#define HASH_CHARS 12

void phrase_count(uint64_t count, const char *one, const char *many, struct buf *out)
{
    char digits[HUMAN_BYTES];
    human_count(count, digits);
    buf_printf(out, "%s %s", digits, count == 1 ? one : many);
}

static void add_statement(const struct hypothesis *h, struct buf *out)
{
    char percent[HUMAN_BYTES];
    human_percent(h->confidence, percent);
    if (h->sig == SIG_NONE) {
        buf_add_cstr(out, "no known cause explains what was seen");
        return;
    } else {
        buf_printf(out, "%s: ", sig_domain_name(h->domain));
        buf_add(out, h->title);
    }
    buf_printf(out, " (%s)", percent);
}

void phrase_headline(const struct report *report, struct buf *out)
{
    const struct diagnosis *d = report->diagnosis;
    const struct verdict *v = &d->verdict;
    if (d->hypothesis_count > 0 && v->status != VERDICT_HEALTHY) {
        add_statement(&d->hypotheses[0], out);
        return;
    }
    if (report->incident->events == 0) {
        buf_add_cstr(out, "no events were found in what was read");
        return;
    }
    const bool healthy = v->status == VERDICT_HEALTHY;
    buf_add_cstr(out, healthy ? "nothing wrong found in " : "no cause found in ");
    phrase_count(report->incident->events, "events", "events", out);
    if (!healthy && v->has_domain)
        buf_printf(out, ": %s", sig_domain_name(v->domain));
}

void phrase_standing(const struct hypothesis *h, const char *dot, struct buf *out)
{
    char percent[HUMAN_BYTES];
    human_percent(h->confidence, percent);
    if (h->sig == SIG_NONE) {
        buf_printf(out, "nothing known fits (%s)", percent);
        return;
    }
    buf_printf(out, "%s, %s %s %s %s %s", human_likelihood(h->confidence), percent, dot,
               sig_domain_name(h->domain), dot,
               h->basis == BASIS_OBSERVED ? "seen in the logs" : "inferred from its effects");
}

void phrase_zone(int32_t zone_s, struct buf *out)
{
    const int32_t minutes = (zone_s < 0 ? -zone_s : zone_s) / 60;
    buf_add_cstr(out, "UTC");
    if (minutes > 0)
        buf_printf(out, "%c%02d:%02d", zone_s < 0 ? '-' : '+', minutes / 60, minutes % 60);
}

int64_t phrase_day(int64_t us, int32_t zone_s)
{
    return (us + zone_s * (int64_t)TIMESTAMP_US_PER_S) / TIMESTAMP_US_PER_DAY;
}

void phrase_range(const struct report *report, int32_t zone_s, struct buf *out)
{
    const struct incident *inc = report->incident;
    if (inc->first_us == TIMESTAMP_NONE) {
        buf_add_cstr(out, "No times in the input");
        return;
    }
    const bool with_date = phrase_day(inc->first_us, zone_s) != phrase_day(inc->last_us, zone_s);
    char first[TIMESTAMP_TEXT_BYTES], last[TIMESTAMP_TEXT_BYTES], span[TIMESTAMP_TEXT_BYTES];
    timestamp_format_clock(inc->first_us, zone_s, true, first);
    timestamp_format_clock(inc->last_us, zone_s, with_date, last);
    timestamp_format_duration(inc->last_us - inc->first_us, span);
    buf_add_cstr(out, "Times in ");
    phrase_zone(zone_s, out);
    buf_printf(out, ", from %s to %s (%s)", first, last, span);
}

void phrase_ledger(const struct report *report, struct buf *out)
{
    struct ledger ledger;
    ledger_make(report, &ledger);
    if (ledger.errors == 0) {
        buf_add_cstr(out, "No events of level error");
        return;
    }
    char explained[HUMAN_BYTES], effects[HUMAN_BYTES], rest[HUMAN_BYTES];
    human_count(ledger.explained, explained);
    human_count(ledger.consequences, effects);
    human_count(ledger.unexplained, rest);
    phrase_count(ledger.errors, "error event", "error events", out);
    buf_printf(out, ": %s explained, %s consequences, %s unexplained", explained, effects, rest);
}

void phrase_duplicates(const struct report *report, struct buf *out)
{
    if (report->incident->duplicates == 0)
        return;
    phrase_count(report->incident->duplicates, "event", "events", out);
    buf_add_cstr(out, " read more than once, counted once");
}

void phrase_unknown(const struct incident *incident, struct buf *out)
{
    phrase_count(incident->template_events, "event", "events", out);
    buf_add_cstr(out, " of ");
    phrase_count(incident->template_kinds, "kind", "kinds", out);
    buf_add_cstr(out, " that no signature knows");
    if (incident->template_count != 1)
        buf_add_cstr(out, ", earliest and fastest growing first");
}

static void add_part(struct buf *out, size_t start, const char *dot, struct slice part)
{
    if (part.len == 0)
        return;
    if (out->len > start)
        buf_printf(out, " %s ", dot);
    buf_add(out, part);
}

void phrase_template(const struct error_template *t, const char *dot, const char *arrow,
                     struct buf *out)
{
    const size_t start = out->len;
    const struct slice exception = occurrence_capture(&t->example, SLICE("exception"));
    if (t->before_symptoms)
        add_part(out, start, dot, SLICE("before the first symptom"));
    if (t->trend == TREND_NEW || t->trend == TREND_RISING || t->trend == TREND_FALLING)
        add_part(out, start, dot, slice_cstr(incident_trend_name(t->trend)));
    if (t->trend == TREND_RISING || t->trend == TREND_FALLING) {
        char early[HUMAN_BYTES], late[HUMAN_BYTES];
        human_count(t->early, early);
        human_count(t->late, late);
        buf_printf(out, ", %s %s %s", early, arrow, late);
    }
    if (slice_find(t->text, exception, 0) == SLICE_NONE)
        add_part(out, start, dot, exception);
    add_part(out, start, dot, occurrence_capture(&t->example, SLICE("frame")));
}

void phrase_tool(const struct report *report, struct buf *out)
{
    char signatures[HUMAN_BYTES];
    human_count(report->signature_count, signatures);
    buf_printf(out, "culprit %s, %s signatures, database %.*s", report->version, signatures,
               HASH_CHARS, report->database_hash);
}

void phrase_format(const struct report_source *source, struct buf *out)
{
    buf_add_cstr(out, source->format[0] == '\0' ? "not read" : source->format);
    if (source->format[0] != '\0' && strcmp(source->encoding, "utf-8") != 0)
        buf_printf(out, ", %s", source->encoding);
}

static void add_joined(uint64_t count, const char *one, const char *many, size_t start,
                       struct buf *out)
{
    if (count == 0)
        return;
    if (out->len > start)
        buf_add_cstr(out, ", ");
    phrase_count(count, one, many, out);
}

void phrase_joined(const struct report_source *s, struct buf *out)
{
    const size_t start = out->len;
    add_joined(s->wrapped_lines, "wrapped line unwrapped", "wrapped lines unwrapped", start, out);
    add_joined(s->rejoined, "piece of a cut line rejoined", "pieces of cut lines rejoined", start,
               out);
    add_joined(s->unrejoinable, "piece without its other end", "pieces without their other end",
               start, out);
}

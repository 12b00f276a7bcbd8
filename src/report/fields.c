#include "report/fields.h"

#include "infer/title.h"

#include <inttypes.h>

const struct sig *fields_sig(const struct report *report, uint32_t sig)
{
    return sig < report->set->count ? &report->set->items[sig] : NULL;
}

struct slice fields_sig_id(const struct report *report, uint32_t sig)
{
    const struct sig *found = fields_sig(report, sig);
    return found ? found->id : SLICE("unknown");
}

const char *fields_source_name(const struct report *report, uint32_t source)
{
    return source < report->source_count ? report->sources[source].name : "";
}

struct slice fields_stream_name(const struct report *report, uint32_t stream)
{
    if (stream >= report->incident->stream_count)
        return slice_empty();
    const struct stream_info *info = &report->incident->streams[stream];
    const struct slice names[] = { info->stream, info->container, info->service, info->task };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (names[i].len > 0)
            return names[i];
    }
    return slice_empty();
}

static void fill_title(const struct report *report, uint32_t sig, const struct occurrence *where,
                       struct buf *out)
{
    const struct sig *found = fields_sig(report, sig);
    if (found)
        title_add(out, found->title, where ? where->captures : NULL,
                  where ? where->capture_count : 0, report->incident);
}

void fields_finding_title(const struct report *report, const struct finding *finding,
                          struct buf *out)
{
    fill_title(report, finding->sig, finding->sample_count ? &finding->samples[0] : NULL, out);
}

void fields_link_title(const struct report *report, const struct hypothesis *h, uint32_t sig,
                       struct buf *out)
{
    const struct finding *finding = incident_finding(report->incident, sig);
    const struct sig *found = fields_sig(report, sig);
    if (sig == h->sig)
        buf_add(out, h->title);
    else if (finding)
        fields_finding_title(report, finding, out);
    else if (found)
        title_add(out, found->title, h->captures, h->capture_count, report->incident);
}

/* The sample of a finding that an entry begins with, else its first one; *same tells which. */
static const struct occurrence *sample_of(const struct report *report,
                                          const struct timeline_entry *entry, bool *same)
{
    const struct finding *finding = incident_finding(report->incident, entry->sig);
    *same = false;
    for (uint32_t i = 0; finding && i < finding->sample_count; i++) {
        const struct occurrence *sample = &finding->samples[i];
        *same = sample->source == entry->source && sample->sequence == entry->sequence;
        if (*same)
            return sample;
    }
    return finding && finding->sample_count > 0 ? &finding->samples[0] : NULL;
}

const struct occurrence *fields_entry_occurrence(const struct report *report,
                                                 const struct timeline_entry *entry)
{
    bool same = false;
    const struct occurrence *sample =
        entry->kind == TIMELINE_FINDING ? sample_of(report, entry, &same) : NULL;
    return same ? sample : NULL;
}

void fields_entry_title(const struct report *report, const struct timeline_entry *entry,
                        struct buf *out)
{
    bool same;
    if (entry->kind == TIMELINE_FINDING)
        fill_title(report, entry->sig, sample_of(report, entry, &same), out);
    else
        buf_add(out, entry->text);
}

bool fields_entry_is_new(const struct report *report, const struct timeline_entry *entry)
{
    const struct baseline *b = &report->diagnosis->baseline;
    if (!b->usable || entry->kind != TIMELINE_FINDING)
        return false;
    const struct finding *f = incident_finding(report->incident, entry->sig);
    return f && b->finding_is_new[f - report->incident->findings];
}

/* When a hypothesis first showed: its own first occurrence, else that of the first of its effects.
 */
static const struct occurrence *first_failure(const struct report *report,
                                              const struct hypothesis *h)
{
    const struct finding *own = incident_finding(report->incident, h->sig);
    if (own && own->sample_count > 0)
        return &own->samples[0];
    const struct occurrence *first = NULL;
    for (uint32_t i = 0; i < h->evidence_count; i++) {
        const struct occurrence *occ = &h->evidence[i].occurrence;
        if (occ->time_us != TIMESTAMP_NONE && (!first || occurrence_order(occ, first) < 0))
            first = occ;
    }
    return first;
}

bool fields_change(const struct report *report, const struct hypothesis *h,
                   struct before_change *out)
{
    const struct occurrence *failure = first_failure(report, h);
    return failure && before_change_of(report->incident, report->set, failure, out);
}

void fields_change_text(const struct report *report, const struct before_change *change,
                        int32_t zone_s, struct buf *out)
{
    char text[TIMESTAMP_TEXT_BYTES];
    if (change->revision.len > 0)
        buf_add(out, change->revision);
    else
        fill_title(report, change->sig, change->where, out);
    if (change->revision.len > 0 && change->difference.len > 0) {
        buf_add_cstr(out, " (");
        buf_add(out, change->difference);
        buf_add_byte(out, ')');
    }
    if (change->revision.len > 0)
        buf_add_cstr(out, " was deployed");
    timestamp_format_duration(change->before_us, text);
    buf_printf(out, "%s %s before the first failure", change->revision.len > 0 ? "" : ",", text);
    if (change->steady_us == TIMESTAMP_NONE)
        return;
    timestamp_format_clock(change->steady_us, zone_s, true, text);
    buf_add_cstr(out, "; last steady state: ");
    buf_add(out, change->steady_revision);
    buf_printf(out, "%s%s", change->steady_revision.len > 0 ? " at " : "", text);
}

/* Distances that must be known before a mean is called a period. */
#define PERIOD_INTERVALS_MIN 3

int64_t fields_entry_period(const struct report *report, const struct timeline_entry *entry)
{
    const struct finding *f = incident_finding(report->incident, entry->sig);
    if (entry->kind != TIMELINE_FINDING || !f || entry->count <= PERIOD_INTERVALS_MIN
        || entry->time_us == TIMESTAMP_NONE)
        return 0;
    const int64_t period = (entry->last_us - entry->time_us) / (int64_t)(entry->count - 1);
    const bool has_hole = f->count > f->sample_count;
    const struct occurrence *before = NULL;
    uint32_t intervals = 0;
    for (uint32_t i = 0; i < f->sample_count; i++) {
        const struct occurrence *occ = &f->samples[i];
        if (occ->time_us < entry->time_us || occ->time_us > entry->last_us
            || (entry->stream != INCIDENT_NONE && occ->stream != entry->stream))
            continue;
        const int64_t apart = before ? occ->time_us - before->time_us : period;
        const bool in_hole = has_hole && i == INCIDENT_SAMPLES_FIRST;
        if (before && !in_hole) {
            if (apart < period / 2 || apart / 2 > period)
                return 0;
            intervals++;
        }
        before = occ;
    }
    return intervals >= PERIOD_INTERVALS_MIN && period >= TIMESTAMP_US_PER_S ? period : 0;
}

uint64_t fields_input_bytes(const struct report *report)
{
    uint64_t bytes = 0;
    for (uint32_t i = 0; i < report->source_count; i++)
        bytes += report->sources[i].bytes;
    return bytes;
}

void fields_warning(const struct err *err, struct buf *out)
{
    char text[ERR_TEXT_BYTES + ERR_SOURCE_BYTES + 64];
    err_format(err, text, sizeof text);
    if (err->source[0] == '\0' && err->line > 0)
        buf_printf(out, "line %" PRIu64 ": ", err->line);
    else if (err->source[0] == '\0' && err->has_offset)
        buf_printf(out, "byte %" PRIu64 ": ", err->offset);
    buf_add_cstr(out, text);
}

bool fields_limit(const struct report *report, uint32_t i, struct buf *out)
{
    const struct incident *inc = report->incident;
    if (inc->timeline_dropped > 0 && i-- == 0) {
        buf_printf(out, "timeline: %" PRIu64 " events did not fit and are not listed",
                   inc->timeline_dropped);
        return true;
    }
    const bool is_folded = inc->timeline_fold_us > INCIDENT_FOLD_US || inc->timeline_merged;
    if (is_folded && i-- == 0) {
        char distance[TIMESTAMP_TEXT_BYTES];
        timestamp_format_duration(inc->timeline_fold_us, distance);
        buf_printf(out,
                   "timeline: there is very much of it, so what is up to %s apart is one entry%s",
                   distance, inc->timeline_merged ? ", whatever its stream" : "");
        return true;
    }
    if (inc->template_cut > 0 && i-- == 0) {
        buf_printf(out,
                   "unknown errors: there are so many kinds that only their first %u characters "
                   "are told apart; the counts are exact",
                   inc->template_cut);
        return true;
    }
    if (inc->template_kinds > inc->template_count && i-- == 0) {
        buf_printf(out, "unknown errors: %u kinds, of which %u are listed", inc->template_kinds,
                   inc->template_count);
        return true;
    }
    if (inc->stream_count >= INCIDENT_STREAMS_MAX && i-- == 0) {
        buf_printf(out, "streams: only the first %d are told apart", INCIDENT_STREAMS_MAX);
        return true;
    }
    if (inc->duplicates_unchecked > 0 && i-- == 0) {
        buf_printf(out,
                   "duplicates: %" PRIu64 " events were too many to be compared between sources",
                   inc->duplicates_unchecked);
        return true;
    }
    return false;
}

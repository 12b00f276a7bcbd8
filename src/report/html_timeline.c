/* html_timeline: a picture with a lane per kind, and a table of the same entries. Each point of the
 * picture is a link to its row, so that both can be read without a script; report.js adds zoom,
 * filter and a card with the evidence. */
#include "base/alloc.h"
#include "report/fields.h"
#include "report/html.h"
#include "report/human.h"
#include "report/outline.h"
#include "report/phrase.h"
#include "report/pick.h"

#define ENTRIES_SHOWN_MAX 250

/* In units of the picture, 1000 wide. report.js has the first two, too. */
#define PLOT_LEFT 120
#define PLOT_RIGHT 990
#define ROW_HEIGHT 18
#define LANE_PADDING 10
#define AXIS_HEIGHT 26
#define POINT_WIDTH 13
#define ROWS_MAX 8 /* of a lane; then points lie on each other */
#define TICKS_MAX 7

/* Time shown before and after the trouble. */
#define AROUND_PART 5
#define AROUND_MIN_US (5 * (int64_t)TIMESTAMP_US_PER_S)

enum lane { LANE_CHANGE, LANE_CAUSE, LANE_SYMPTOM, LANE_RECOVERY, LANE_TASK, LANE_COUNT };

static const struct {
    const char *id, *name;
} lanes[LANE_COUNT] = {
    { "change", "Changes" },      { "cause", "Causes" },     { "symptom", "Symptoms" },
    { "recovery", "Recoveries" }, { "task", "Tasks, gaps" },
};

struct point {
    const struct timeline_entry *entry;
    enum lane lane;
    double x, end; /* in units of the picture; not drawn without a time */
    uint32_t row;  /* in its lane */
    bool drawn;
};

struct plot {
    struct point *points;
    uint32_t count;
    int64_t start_us, span_us; /* of all entries */
    int64_t from_us, to_us;    /* of what the picture shows at first */
    uint32_t rows[LANE_COUNT];
    uint32_t top[LANE_COUNT], height;
};

static enum lane lane_of(const struct report *r, const struct timeline_entry *e)
{
    static const enum lane of_kind[SIG_KIND_COUNT] = { LANE_CAUSE, LANE_SYMPTOM, LANE_CHANGE,
                                                       LANE_RECOVERY, LANE_TASK };
    const struct sig *sig = fields_sig(r, e->sig);
    return sig ? of_kind[sig->kind] : LANE_TASK;
}

/* What is outside of the shown time stands at its edge. */
static double x_of(const struct plot *p, int64_t us)
{
    us = us < p->from_us ? p->from_us : us > p->to_us ? p->to_us : us;
    return PLOT_LEFT
           + (double)(us - p->from_us) / (double)(p->to_us - p->from_us) * (PLOT_RIGHT - PLOT_LEFT);
}

/* The trouble and a little of the time around it; a service's list of events goes back for days. */
static void choose_window(const struct report *r, struct plot *p)
{
    const int64_t end_us = p->start_us + p->span_us;
    int64_t first = INT64_MAX, last = INT64_MIN;
    for (uint32_t i = 0; i < p->count; i++) {
        const struct timeline_entry *e = p->points[i].entry;
        if (!p->points[i].drawn || !outline_is_trouble(r, e->sig))
            continue;
        first = e->time_us < first ? e->time_us : first;
        last = e->last_us > last ? e->last_us : last;
        last = e->time_us > last ? e->time_us : last;
    }
    const bool any = first <= last;
    const int64_t around = any ? (last - first) / AROUND_PART + AROUND_MIN_US : 0;
    p->from_us = any && first - around > p->start_us ? first - around : p->start_us;
    p->to_us = any && last + around < end_us ? last + around : end_us;
}

/* Each point goes into the first row of its lane where it hits no other. */
static void place(struct plot *p)
{
    double taken[LANE_COUNT][ROWS_MAX];
    for (uint32_t lane = 0; lane < LANE_COUNT; lane++) {
        p->rows[lane] = 1;
        for (uint32_t row = 0; row < ROWS_MAX; row++)
            taken[lane][row] = 0;
    }
    for (uint32_t i = 0; i < p->count; i++) {
        struct point *point = &p->points[i];
        if (!point->drawn)
            continue;
        double *const ends = taken[point->lane];
        uint32_t row = 0;
        for (uint32_t k = 0; k < ROWS_MAX && ends[row] > point->x; k++)
            row = ends[k] <= point->x || ends[k] < ends[row] ? k : row;
        point->row = row;
        ends[row] = (point->end > point->x ? point->end : point->x) + POINT_WIDTH;
        if (row >= p->rows[point->lane])
            p->rows[point->lane] = row + 1;
    }
    for (uint32_t lane = 0; lane < LANE_COUNT; lane++) {
        p->top[lane] = p->height;
        p->height += p->rows[lane] * ROW_HEIGHT + LANE_PADDING;
    }
    p->height += AXIS_HEIGHT;
}

static void make_plot(const struct report *r, uint32_t most, struct plot *p)
{
    uint32_t *picked = pick_timeline(r, most, &p->count);
    int64_t first = INT64_MAX, last = INT64_MIN;
    p->points = alloc_zeroed(p->count, sizeof *p->points);
    for (uint32_t i = 0; i < p->count; i++) {
        const struct timeline_entry *e = &r->incident->timeline[picked[i]];
        p->points[i] = (struct point){ .entry = e, .lane = lane_of(r, e) };
        if (e->time_us == TIMESTAMP_NONE)
            continue;
        p->points[i].drawn = true;
        first = e->time_us < first ? e->time_us : first;
        const int64_t end = e->last_us > e->time_us ? e->last_us : e->time_us;
        last = end > last ? end : last;
    }
    alloc_free(picked);
    if (first > last)
        return;
    p->start_us = first;
    p->span_us = last > first ? last - first : TIMESTAMP_US_PER_S;
    choose_window(r, p);
    for (uint32_t i = 0; i < p->count; i++) {
        struct point *point = &p->points[i];
        if (!point->drawn)
            continue;
        point->x = x_of(p, point->entry->time_us);
        point->end = point->entry->last_us > point->entry->time_us ? x_of(p, point->entry->last_us)
                                                                   : point->x;
    }
    place(p);
}

/* The shortest length that people count in which gives at most TICKS_MAX ticks. */
static int64_t tick_length(int64_t span_us)
{
    static const int64_t seconds[] = { 1,     2,     5,     10,    15,     30,    60,
                                       120,   300,   600,   900,   1800,   3600,  7200,
                                       10800, 21600, 43200, 86400, 172800, 604800 };
    for (size_t i = 0; i < sizeof seconds / sizeof *seconds; i++) {
        if (span_us / (seconds[i] * TIMESTAMP_US_PER_S) <= TICKS_MAX)
            return seconds[i] * TIMESTAMP_US_PER_S;
    }
    return (span_us / TICKS_MAX / TIMESTAMP_US_PER_DAY + 1) * TIMESTAMP_US_PER_DAY;
}

static void add_ticks(struct html *html, const struct plot *p)
{
    const int64_t zone_us = html->show.style->zone_s * (int64_t)TIMESTAMP_US_PER_S;
    const int64_t length = tick_length(p->to_us - p->from_us);
    const int64_t local = p->from_us + zone_us;
    html_add(html, "<g id=\"ticks\">\n");
    int64_t at = (local / length + (local % length > 0)) * length - zone_us;
    for (; at <= p->to_us; at += length) {
        char clock[TIMESTAMP_TEXT_BYTES];
        timestamp_format_clock(at, html->show.style->zone_s, length >= TIMESTAMP_US_PER_DAY, clock);
        if (length >= TIMESTAMP_US_PER_DAY)
            clock[strlen("2025-10-01")] = '\0';
        const double x = x_of(p, at);
        buf_printf(html->out,
                   "<path class=\"tick\" d=\"M%.1f 4V%u\"/><text x=\"%.1f\" y=\"%u\" "
                   "text-anchor=\"middle\">%s</text>\n",
                   x, (unsigned)(p->height - 22), x, (unsigned)(p->height - 7), clock);
    }
    html_add(html, "</g>\n");
}

static void add_lanes(struct html *html, const struct plot *p)
{
    for (uint32_t lane = 0; lane < LANE_COUNT; lane++) {
        const uint32_t height = p->rows[lane] * ROW_HEIGHT + LANE_PADDING;
        if (lane % 2 == 0)
            buf_printf(html->out, "<rect class=\"row0\" y=\"%u\" width=\"1000\" height=\"%u\"/>\n",
                       (unsigned)p->top[lane], (unsigned)height);
        buf_printf(html->out, "<text class=\"lane\" x=\"12\" y=\"%u\">%s</text>\n",
                   (unsigned)(p->top[lane] + height / 2 + 4), lanes[lane].name);
    }
}

/* Each kind has a shape of its own, so that colour is never the only sign. */
static const char *shape(enum lane lane)
{
    static const char *const shapes[LANE_COUNT] = {
        "<path class=\"m\" d=\"M0-6L6 0 0 6-6 0Z\"/>",
        "<circle class=\"m\" r=\"5\"/>",
        "<circle class=\"m\" r=\"4.5\"/>",
        "<path class=\"m\" d=\"M-5 0L-1.5 4.5 5-4\"/>",
        "<rect class=\"m\" x=\"-4\" y=\"-4\" width=\"8\" height=\"8\"/>",
    };
    return shapes[lane];
}

/* "14:40:31 cause: Redis URL has no scheme ×3", raw. */
static void add_caption(struct html *html, const struct timeline_entry *e)
{
    char clock[SHOW_TIME_BYTES];
    show_time(&html->show, e->time_us, clock);
    buf_printf(&html->raw, "%s %s: ", clock, outline_entry_kind(html->show.report, e));
    outline_entry_title(html->show.report, e, &html->raw);
    buf_add_cstr(&html->raw, e->count > 1 ? " " : "");
    show_count(&html->show, e->count, &html->raw);
}

static void add_point(struct html *html, const struct plot *p, uint32_t i)
{
    const struct point *point = &p->points[i];
    const struct timeline_entry *e = point->entry;
    const int64_t lasts = e->last_us > e->time_us ? e->last_us - e->time_us : 0;
    const uint32_t y =
        p->top[point->lane] + LANE_PADDING / 2 + point->row * ROW_HEIGHT + ROW_HEIGHT / 2;
    const bool edge = e->time_us > p->to_us || e->time_us + lasts < p->from_us;
    buf_printf(html->out,
               "<a class=\"%s%s\" href=\"#e%u\" data-t=\"%lld\" data-d=\"%lld\" data-y=\"%u\" "
               "transform=\"translate(%.1f %u)\"><title>",
               lanes[point->lane].id, edge ? " edge" : "", (unsigned)i,
               (long long)((e->time_us - p->start_us) / TIMESTAMP_US_PER_MS),
               (long long)(lasts / TIMESTAMP_US_PER_MS), (unsigned)y, point->x, (unsigned)y);
    add_caption(html, e);
    html_flush(html);
    html_add(html, "</title>");
    if (lasts > 0)
        buf_printf(html->out, "<rect class=\"d\" y=\"-3\" width=\"%.1f\" height=\"6\" rx=\"3\"/>",
                   point->end - point->x);
    html_add(html, shape(point->lane));
    html_add(html, "</a>\n");
}

static void add_picture(struct html *html, const struct plot *p)
{
    const int64_t zone_us = html->show.style->zone_s * (int64_t)TIMESTAMP_US_PER_S;
    buf_printf(html->out,
               "<div class=\"plot\">\n<svg id=\"plot\" viewBox=\"0 0 1000 %u\" role=\"group\" "
               "aria-label=\"Timeline; every point is a link to its row in the table below\" "
               "data-start=\"%lld\" data-span=\"%lld\" data-from=\"%lld\" data-to=\"%lld\" "
               "data-height=\"%u\">\n",
               (unsigned)p->height, (long long)((p->start_us + zone_us) / TIMESTAMP_US_PER_MS),
               (long long)(p->span_us / TIMESTAMP_US_PER_MS),
               (long long)((p->from_us - p->start_us) / TIMESTAMP_US_PER_MS),
               (long long)((p->to_us - p->start_us) / TIMESTAMP_US_PER_MS), (unsigned)p->height);
    add_lanes(html, p);
    add_ticks(html, p);
    for (uint32_t i = 0; i < p->count; i++) {
        if (p->points[i].drawn)
            add_point(html, p, i);
    }
    html_add(html, "</svg>\n<div id=\"card\" role=\"status\" hidden></div>\n</div>\n");
}

static void add_controls(struct html *html)
{
    html_add(html, "<div class=\"controls\" hidden>\n");
    for (uint32_t lane = 0; lane < LANE_COUNT; lane++)
        buf_printf(html->out, "<label><input type=\"checkbox\" value=\"%s\" checked> %s</label>\n",
                   lanes[lane].id, lanes[lane].name);
    html_add(html,
             "<input id=\"search\" type=\"search\" placeholder=\"Filter: words\" "
             "aria-label=\"Show only entries with these words\">\n"
             "<span id=\"told\" class=\"soft\" role=\"status\"></span>\n</div>\n"
             "<div class=\"controls\" hidden>\n"
             "<button type=\"button\" data-zoom=\"in\">Zoom in</button>\n"
             "<button type=\"button\" data-zoom=\"out\">Zoom out</button>\n"
             "<button type=\"button\" data-zoom=\"left\" aria-label=\"Earlier\">◀</button>\n"
             "<button type=\"button\" data-zoom=\"right\" aria-label=\"Later\">▶</button>\n"
             "<button type=\"button\" data-zoom=\"all\">All</button>\n"
             "<span class=\"soft\">In the picture: arrow keys go from point to point, + and - "
             "zoom, 0 shows all.</span>\n</div>\n");
}

/* The log line, its middle left out where it is very long. */
static void add_line(struct html *html, const struct timeline_entry *e)
{
    const struct occurrence *o = fields_entry_occurrence(html->show.report, e);
    if (!o)
        return;
    struct buf cut;
    buf_init(&cut);
    wrap_add_ends(html->show.style, show_safe(&html->show, occurrence_line(o)), HTML_LINE_COLUMNS,
                  &cut);
    html_add(html, "<code class=\"ev\">");
    html_add_safe(html->out, buf_slice(&cut));
    html_add(html, "</code>");
    buf_release(&cut);
}

static void add_row(struct html *html, const struct point *point, uint32_t i)
{
    const struct timeline_entry *e = point->entry;
    const char *kind = outline_entry_kind(html->show.report, e);
    buf_printf(html->out, "<tr id=\"e%u\" class=\"%s\" data-lane=\"%s\"><td class=\"t\">",
               (unsigned)i, lanes[point->lane].id, lanes[point->lane].id);
    html_add_time(html, e->time_us);
    buf_printf(html->out, "</td><td class=\"k\">%s</td><td class=\"x\">", kind);
    outline_entry_title(html->show.report, e, &html->raw);
    html_flush(html);
    add_line(html, e);
    html_add(html, "</td><td class=\"n\">");
    show_count(&html->show, e->count, html->out);
    html_add(html, "</td><td class=\"w\">");
    show_stream(&html->show, e->stream, &html->raw);
    html_flush(html);
    html_add(html, "</td><td class=\"w p\">");
    show_place(&html->show, e->source, e->line, &html->raw);
    html_flush(html);
    html_add(html, "</td></tr>\n");
}

void html_timeline_add(struct html *html)
{
    const struct incident *inc = html->show.report->incident;
    struct plot plot = { 0 };
    if (inc->timeline_count == 0)
        return;
    make_plot(html->show.report, html->show.style->full ? 0 : ENTRIES_SHOWN_MAX, &plot);
    html_add(html, "<section aria-labelledby=\"timeline\">\n<h2 id=\"timeline\">Timeline</h2>\n");
    add_controls(html);
    if (plot.span_us > 0)
        add_picture(html, &plot);
    html_add(html, "<table id=\"entries\" class=\"wide\">\n<thead><tr><th>Time (");
    phrase_zone(html->show.style->zone_s, html->out);
    html_add(html, ")</th><th>Kind</th><th>What</th><th class=\"n\">Count</th><th>Stream</th>"
                   "<th>Where</th></tr></thead>\n<tbody>\n");
    for (uint32_t i = 0; i < plot.count; i++)
        add_row(html, &plot.points[i], i);
    html_add(html, "</tbody>\n</table>\n");
    if (plot.count < inc->timeline_count)
        buf_printf(html->out, "<p class=\"soft\">%u more entries: --full shows them all.</p>\n",
                   (unsigned)(inc->timeline_count - plot.count));
    html_add(html, "</section>\n");
    alloc_free(plot.points);
}

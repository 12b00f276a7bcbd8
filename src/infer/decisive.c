/* Decisive: which of many lines that no signature knows an engineer would look at.
 *
 * Errors first; and what no program calls an error but says at the end of its log, less. */
#include "infer/model.h"

/* Points beside those for what a line says (correlate/telling.c). */
#define POINTS_FATAL 2
#define POINTS_LAST 1
#define POINTS_NO_ERROR (-2)
#define POINTS_CALM (-2)
/* Without anything else that is wrong, a line of no error level must say so much; where it is
 * really the last, or all but the last, the second figure. */
#define LAST_WORDS_MIN 5
#define LAST_WORDS_MIN_AT_END 4
#define AT_END_EVENTS 2
/* A warning, so much more. */
#define LAST_WORDS_WARNING 2

/* The healthy baseline shows it, too. */
static bool is_usual(const struct model *m, uint32_t i)
{
    return m->baseline && !m->baseline->fails && !m->baseline->template_is_new[i];
}

static bool is_near_end(const struct model *m, const struct occurrence *at, uint64_t events)
{
    return at->stream != INCIDENT_NONE
           && m->incident->streams[at->stream].last_number <= at->sequence + events;
}

/* How far into a line a level may stand that the framer could not make out. */
#define LEVEL_BYTES 120

/* Does a level in capitals that is no error stand in the line, whatever stands before it? */
static bool names_calm_level(struct slice line)
{
    static const struct slice levels[] = { SLICE("INFO"),  SLICE("DEBUG"),  SLICE("WARN"),
                                           SLICE("TRACE"), SLICE("NOTICE"), SLICE("WARNING") };
    struct slice rest = slice_sub(line, 0, LEVEL_BYTES);
    while (rest.len > 0) {
        size_t letters = 0;
        while (letters < rest.len && ascii_is_alpha(rest.ptr[letters]))
            letters++;
        for (size_t i = 0; i < sizeof levels / sizeof *levels; i++)
            if (slice_eq(slice_sub(rest, 0, letters), levels[i]))
                return true;
        rest = slice_from(rest, letters + 1);
    }
    return false;
}

/* Does the program say that it is nothing to worry about? */
static bool is_calm(const struct error_template *t)
{
    if (t->example.level == LEVEL_NONE)
        return names_calm_level(t->example.text);
    return t->example.level <= LEVEL_INFO;
}

static int points_of(const struct model *m, const struct error_template *t)
{
    int points = t->telling + (is_near_end(m, &t->example, INCIDENT_LAST_EVENTS) ? POINTS_LAST : 0);
    points += t->example.level == LEVEL_FATAL ? POINTS_FATAL : 0;
    points += t->example.level < LEVEL_ERROR ? POINTS_NO_ERROR : 0;
    return points + (is_calm(t) ? POINTS_CALM : 0);
}

struct choice {
    const struct model *m;
    const struct error_template *best;
    int points;
};

static void consider(struct choice *c, const struct error_template *t)
{
    const int points = points_of(c->m, t);
    if (t->is_mute || t->telling <= 0
        || (c->best
            && (points < c->points
                || (points == c->points && occurrence_order(&t->example, &c->best->example) >= 0))))
        return;
    c->best = t;
    c->points = points;
}

const struct error_template *model_decisive(const struct model *m)
{
    struct choice c = { .m = m };
    for (uint32_t i = 0; i < m->incident->template_count; i++)
        if (!is_usual(m, i))
            consider(&c, &m->incident->templates[i]);
    for (uint32_t i = 0; i < m->incident->last_word_count && !m->baseline; i++)
        consider(&c, &m->incident->last_words[i]);
    return c.best;
}

/* Something good that this program, or any, said after it. */
static bool went_well(const struct model *m, const struct occurrence *at)
{
    for (uint32_t i = 0; i < m->incident->finding_count; i++) {
        const struct finding *f = &m->incident->findings[i];
        if (sig_is_good(&m->set->items[f->sig])
            && occurrence_order(&f->samples[f->sample_count - 1], at) > 0)
            return true;
    }
    return false;
}

bool model_has_last_words(const struct model *m)
{
    for (uint32_t i = 0; i < m->incident->last_word_count && !m->baseline; i++) {
        const struct error_template *t = &m->incident->last_words[i];
        const int wanted =
            is_near_end(m, &t->example, AT_END_EVENTS) ? LAST_WORDS_MIN_AT_END : LAST_WORDS_MIN;
        const int least = t->example.level == LEVEL_NONE ? wanted : wanted + LAST_WORDS_WARNING;
        if (t->telling >= least && !is_calm(t) && !went_well(m, &t->example))
            return true;
    }
    return false;
}

bool model_quote(const struct error_template *t, size_t max, struct buf *text)
{
    const struct slice line = occurrence_line(&t->example);
    const bool is_cut = line.len > max;
    struct slice shown = slice_sub(line, 0, max);
    while (is_cut && shown.len > 0 && !ascii_is_space(line.ptr[shown.len]))
        shown.len--;
    buf_add(text, slice_trim_right(shown));
    buf_add_cstr(text, is_cut ? " …" : "");
    return is_cut;
}

#include "frame/bulk_looker.h"

#include "base/alloc.h"
#include "frame/bulk_kind.h"
#include "frame/line_marks.h"

#include <pthread.h>

#define NOT_ANSWERED (-1)

/* Bytes looked at at a time: they stay in the nearest cache. */
#define LOOK_BYTES (32 * 1024)

struct bulk_looker {
    struct bulk_options opts;
    struct peel peel;
    line_marks_fn *find_marks;
    /* The thread's. */
    struct bulk_prefixes prefixes;
    uint32_t generation;
    bool answered[BULK_PREFIXES_MAX];
    struct line_mark *marks;
    /* Of both. */
    pthread_mutex_t lock;
    bool wanted, in_message;
    uint32_t answers_generation;
    int32_t answers[BULK_PREFIXES_MAX];
};

/* --- notes ------------------------------------------------------------------------------ */

static void *note_new(void)
{
    struct bulk_note *note = alloc_zeroed(1, sizeof *note);
    note->lines = alloc_zeroed(BULK_NOTE_LINES_MAX, sizeof *note->lines);
    return note;
}

static void note_free(void *self)
{
    struct bulk_note *note = self;
    alloc_free(note->lines);
    alloc_free(note);
}

/* --- the thread's ----------------------------------------------------------------------- */

static void forget_answers(int32_t answers[BULK_PREFIXES_MAX])
{
    for (size_t i = 0; i < BULK_PREFIXES_MAX; i++)
        answers[i] = NOT_ANSWERED;
}

/* Streams come and go. */
static void start_anew(struct bulk_looker *l)
{
    bulk_prefixes_release(&l->prefixes);
    bulk_prefixes_init(&l->prefixes);
    memset(l->answered, 0, sizeof l->answered);
    l->generation++;
}

/* What the owner says by now. False: it wants no notes. */
static bool listen(struct bulk_looker *l, struct bulk_note *note)
{
    if (l->prefixes.count == BULK_PREFIXES_MAX)
        start_anew(l);
    pthread_mutex_lock(&l->lock);
    const bool wanted = l->wanted;
    note->in_message = l->in_message;
    for (size_t i = 0; i < l->prefixes.count && l->answers_generation == l->generation; i++)
        if (l->answers[i] != NOT_ANSWERED) {
            l->prefixes.items[i].asked = (uint16_t)l->answers[i];
            l->answered[i] = true;
        }
    pthread_mutex_unlock(&l->lock);
    note->generation = l->generation;
    note->count = 0;
    return wanted;
}

/* Notes the lines from `start` on that end within LOOK_BYTES. Returns how many bytes they have. */
static size_t judge_lines(struct bulk_looker *l, struct slice bytes, size_t start,
                          struct bulk_note *note, size_t *learned)
{
    const struct bulk_asker no_leads = { .ask = NULL };
    const struct bulk_judge judge = { &l->peel, &l->prefixes, l->opts.latest_us, note->in_message,
                                      &no_leads };
    const struct slice text = slice_sub(bytes, start, LOOK_BYTES);
    const size_t n = l->find_marks(text, l->marks, BULK_NOTE_LINES_MAX - note->count);
    struct bulk_line *const lines = note->lines + note->count;
    size_t at = 0;
    for (size_t i = 0; i < n; i++) {
        const struct slice own = slice_sub(text, at, l->marks[i].end - at);
        const uint32_t to = (uint32_t)(start + l->marks[i].end);
        struct bulk_line *line = &lines[i];
        *line = (struct bulk_line){
            .start = (uint32_t)(start + at), .end = to, .message_end = to, .may_tell = true
        };
        line->kind = l->marks[i].controls ? BULK_OTHER : bulk_kind(&judge, own, line, learned);
        at = l->marks[i].end + 1;
    }
    bulk_ask(&l->opts.asker, lines, n, bytes, NULL);
    for (size_t i = 0; i < n; i++)
        if (lines[i].kind == BULK_WHOLE && !l->answered[lines[i].prefix])
            lines[i].may_tell = true;
    note->count += n;
    return at;
}

static bool look(void *self, struct slice bytes, void *to)
{
    struct bulk_looker *l = self;
    struct bulk_note *note = to;
    /* The first line may have begun in the block before. */
    const size_t before = slice_find_byte(bytes, '\n', 0);
    if (!listen(l, note) || before == SLICE_NONE)
        return false;
    if (!l->marks)
        l->marks = alloc_zeroed(BULK_NOTE_LINES_MAX, sizeof *l->marks);
    size_t learned = 0;
    for (size_t start = before + 1, n = 1; n > 0; start += n)
        n = judge_lines(l, bytes, start, note, &learned);
    return note->count > 0;
}

/* --- its owner's ------------------------------------------------------------------------ */

struct bulk_looker *bulk_looker_new(const struct peel *peel, const struct bulk_options *opts)
{
    struct bulk_looker *l = alloc_zeroed(1, sizeof *l);
    l->opts = *opts;
    l->peel = *peel; /* what lines leave behind in it is not looked at by bulk_kind */
    l->find_marks = line_marks_way(0);
    bulk_prefixes_init(&l->prefixes);
    forget_answers(l->answers);
    pthread_mutex_init(&l->lock, NULL);
    return l;
}

void bulk_looker_free(struct bulk_looker *l)
{
    if (!l)
        return;
    pthread_mutex_destroy(&l->lock);
    bulk_prefixes_release(&l->prefixes);
    alloc_free(l->marks);
    alloc_free(l);
}

struct looker bulk_looker_hooks(struct bulk_looker *l)
{
    return (struct looker){ note_new, note_free, look, l };
}

void bulk_looker_want(struct bulk_looker *l, bool in_message)
{
    pthread_mutex_lock(&l->lock);
    l->wanted = true;
    l->in_message = in_message;
    pthread_mutex_unlock(&l->lock);
}

void bulk_looker_rest(struct bulk_looker *l)
{
    pthread_mutex_lock(&l->lock);
    l->wanted = false;
    pthread_mutex_unlock(&l->lock);
}

void bulk_looker_answer(struct bulk_looker *l, const struct bulk_note *note, uint16_t prefix,
                        uint16_t asked)
{
    pthread_mutex_lock(&l->lock);
    if (l->answers_generation != note->generation)
        forget_answers(l->answers);
    l->answers_generation = note->generation;
    l->answers[prefix] = asked;
    pthread_mutex_unlock(&l->lock);
}

#include "match/word_index.h"

#include "base/alloc.h"
#include "base/swar.h"

/* Marks: four for a literal, of which one bit of 32 is set, so that one in a hundred words that are
 * in no literal has a bit. At most 128 KiB; what a log asks for is a small part of it. */
#define MARKS_PER_LITERAL 4
#define MARKS_LOG2_MIN 6
#define MARKS_LOG2_MAX 15

/* Bits by whole words: so many for a literal, at most 64 KiB of them. */
#define WORD_BITS_PER_LITERAL 16
#define WORD_BITS_LOG2_MAX 19

/* Three bytes as word_window_of gives them, without what is behind. Byte by byte: what was just
 * written as bytes is slow to read as a word. */
static uint32_t load_short(const char *at)
{
    uint32_t key = 0;
    for (unsigned i = 0; i < WORD_SHORT; i++) {
        const unsigned shift = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? 8 * i : 24 - 8 * i;
        key |= (uint32_t)((unsigned char)at[i] | (WORD_FOLD & 0xff)) << shift;
    }
    return key;
}

/* Eight bytes in one key of the table; the comparison makes up for what fell together. */
static uint32_t word_key(const char *at)
{
    return word_window(at) + word_window(at + WINDOW_BYTES) * 0x85ebca6bu;
}

void word_index_add(struct word_index *x, uint32_t literal, size_t offset)
{
    const struct slice s = x->literals[literal];
    const char *const at = s.ptr + offset;
    struct gram_entry entry = { .literal = literal, .offset = (uint32_t)offset };
    if (s.len < WINDOW_BYTES)
        entry.key = load_short(at);
    else
        entry.key = s.len < WINDOW_WORD ? word_window(at) : word_key(at);
    gram_table_add(s.len < WINDOW_BYTES  ? &x->shorts
                   : s.len < WINDOW_WORD ? &x->windows
                                         : &x->words,
                   entry);
}

/* The bit of a word, and the number of the mark that has it. */
static inline bool has_word(const struct word_index *x, uint32_t key)
{
    const uint32_t hash = gram_hash(key);
    return x->word_bits[hash >> x->word_shift] >> (hash >> (x->word_shift - WORD_MARK_LOG2) & 31)
           & 1;
}

static void enter_word(struct word_index *x, uint32_t key)
{
    const uint32_t hash = gram_hash(key);
    x->word_bits[hash >> x->word_shift] |= (uint32_t)1
                                           << (hash >> (x->word_shift - WORD_MARK_LOG2) & 31);
}

static void mark(struct word_marks *m, struct slice literal, size_t offset)
{
    const char *const at = literal.ptr + offset;
    if (literal.len < WINDOW_BYTES) {
        const uint32_t hash = gram_hash(load_short(at));
        m->shorts[hash >> 27] |= (uint32_t)1 << (hash >> 22 & 31);
        return;
    }
    m->words[gram_hash(word_window(at)) >> m->shift] |=
        literal.len < WINDOW_WORD ? UINT32_MAX
                                  : (uint32_t)1 << word_mark_bit(word_window(at + WINDOW_BYTES));
}

static void mark_all(struct word_index *x, const struct gram_table *t)
{
    for (size_t i = 0; i < t->count; i++) {
        const uint32_t literal = t->entries[i].literal;
        mark(&x->all, x->literals[literal], t->entries[i].offset);
        if (x->is_loud[literal])
            mark(&x->loud, x->literals[literal], t->entries[i].offset);
    }
}

/* The power of two that gives each of `count` so many of something. */
static unsigned log2_of(unsigned least, unsigned most, size_t each, size_t count)
{
    unsigned log2 = least;
    while (log2 < most && (size_t)1 << log2 < each * count)
        log2++;
    return log2;
}

static void enter_words(struct word_index *x)
{
    const unsigned log2 =
        log2_of(MARKS_LOG2_MIN, WORD_BITS_LOG2_MAX, WORD_BITS_PER_LITERAL, x->words.count)
        - WORD_MARK_LOG2;
    x->word_shift = 32 - log2;
    x->word_bits = alloc_zeroed((size_t)1 << log2, sizeof *x->word_bits);
    for (size_t i = 0; i < x->words.count; i++)
        enter_word(x, x->words.entries[i].key);
}

void word_index_seal(struct word_index *x)
{
    const size_t count = x->words.count + x->windows.count;
    if (count + x->shorts.count == 0)
        return;
    const unsigned log2 = log2_of(MARKS_LOG2_MIN, MARKS_LOG2_MAX, MARKS_PER_LITERAL, count);
    x->all.shift = x->loud.shift = 32 - log2;
    x->all.words = alloc_zeroed((size_t)1 << log2, sizeof *x->all.words);
    x->loud.words = alloc_zeroed((size_t)1 << log2, sizeof *x->loud.words);
    mark_all(x, &x->words);
    mark_all(x, &x->windows);
    mark_all(x, &x->shorts);
    enter_words(x);
    gram_table_seal(&x->words);
    gram_table_seal(&x->windows);
    gram_table_seal(&x->shorts);
}

void word_index_release(struct word_index *x)
{
    alloc_free(x->all.words);
    alloc_free(x->loud.words);
    alloc_free(x->word_bits);
    gram_table_release(&x->words);
    gram_table_release(&x->windows);
    gram_table_release(&x->shorts);
    *x = (struct word_index){ 0 };
}

/* What a literal of three bytes takes of a window. */
static inline uint32_t short_mask(void)
{
    static const unsigned char bytes[WINDOW_BYTES] = { 0xff, 0xff, 0xff, 0 };
    uint32_t mask;
    memcpy(&mask, bytes, sizeof mask);
    return mask;
}

static inline bool may_be_short(const struct word_marks *m, uint32_t key)
{
    const uint32_t hash = gram_hash(key);
    return m->shorts[hash >> 27] >> (hash >> 22 & 31) & 1;
}

static inline bool starts_lower(struct slice text, struct slice literal)
{
    return text.len >= literal.len && swar_same_lower(text.ptr, literal.ptr, literal.len);
}

/* The literals of a key; false if one was the last that was wanted. */
static inline bool visit(const struct word_index *x, const struct gram_table *t, uint32_t key,
                         struct slice text, size_t at, word_index_take *take, void *self)
{
    const struct gram_entry *end;
    if (t->count == 0)
        return true;
    for (const struct gram_entry *e = gram_table_find(t, key, &end); e < end; e++)
        if (e->key == key && e->offset <= at
            && starts_lower(slice_from(text, at - e->offset), x->literals[e->literal])
            && !take(self, text, e->literal))
            return false;
    return true;
}

/* key: the three bytes. */
static inline bool visit_short(const struct word_index *x, const struct word_marks *m, uint32_t key,
                               struct slice text, size_t at, word_index_take *take, void *self)
{
    return x->shorts.count == 0 || !may_be_short(m, key)
           || visit(x, &x->shorts, key, text, at, take, self);
}

/* Those that have marks in m. A mark of which all bits are set may be of a literal of one window.
 */
static inline bool visit_all(const struct word_index *x, const struct word_marks *m,
                             struct slice text, size_t at, word_index_take *take, void *self)
{
    if (at + WINDOW_BYTES > text.len)
        return visit_short(x, m, load_short(text.ptr + at), text, at, take, self);
    const char *const window = text.ptr + at;
    const uint32_t key = word_window(window);
    const uint32_t mark = m->words[gram_hash(key) >> m->shift];
    if (mark != 0 && at + WINDOW_WORD <= text.len && has_word(x, word_key(window))
        && !visit(x, &x->words, word_key(window), text, at, take, self))
        return false;
    if (mark == UINT32_MAX && !visit(x, &x->windows, key, text, at, take, self))
        return false;
    return visit_short(x, m, key & short_mask(), text, at, take, self);
}

void word_index_visit(const struct word_index *x, struct slice text, size_t at,
                      word_index_take *take, void *self)
{
    visit_all(x, &x->all, text, at, take, self);
}

static bool take_quiet(void *self, struct slice text, uint32_t literal)
{
    const struct word_index *const x = self;
    return !x->is_loud[literal] || !x->counts(x->owner, text, literal);
}

bool word_index_has_loud(const struct word_index *x, struct slice text, size_t at)
{
    return !visit_all(x, &x->loud, text, at, take_quiet, (void *)(uintptr_t)x);
}

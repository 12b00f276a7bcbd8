#include "match/pair_filter.h"

/* Two automata in one state: that of windows, and above it that of literals of three bytes, which
 * goes one step further whatever the byte is. */
#define WINDOW_BIT (1u << (PAIR_STEPS - 1))
#define SHORT_FIRST PAIR_STEPS
#define SHORT_BIT (1u << (SHORT_FIRST + PAIR_SHORT_STEPS))
#define START_BITS (1u | 1u << SHORT_FIRST)

/* The automaton over one text: its states, and the kind of the byte before. */
struct walk {
    unsigned state, before;
};

static inline struct walk walk_start(const struct pair_filter *f, struct slice text, size_t from)
{
    return (struct walk){ 0, text.len > from ? f->kinds[(unsigned char)text.ptr[from]] : 0 };
}

/* Takes the byte at `at`; true where a window ends that passes and may be that of a literal. */
static inline bool walk_step(const struct pair_filter *f, const struct word_marks *marks,
                             struct walk *walk, struct slice text, size_t at)
{
    const unsigned kind = f->kinds[(unsigned char)text.ptr[at]];
    walk->state = (walk->state << 1 | START_BITS) & f->steps[walk->before * GRAM_KINDS + kind];
    walk->before = kind;
    if ((walk->state & (WINDOW_BIT | SHORT_BIT)) == 0)
        return false;
    const size_t window = at - PAIR_STEPS;
    return ((walk->state & WINDOW_BIT) && word_marks_may(marks, text, window))
           || ((walk->state & SHORT_BIT)
               && word_marks_may_short(marks, word_window(text.ptr + window)));
}

static size_t scan_portable(const struct pair_filter *f, const struct word_index *index,
                            struct slice text, size_t from, uint16_t hits[PAIR_HITS])
{
    size_t n = 0;
    struct walk walk = walk_start(f, text, from);
    const size_t left = text.len - from;
    const size_t end = left < PAIR_BLOCK + PAIR_STEPS ? left : PAIR_BLOCK + PAIR_STEPS;
    for (size_t i = 1; i < end; i++)
        if (walk_step(f, &index->all, &walk, text, from + i))
            hits[n++] = (uint16_t)(i - PAIR_STEPS);
    return n;
}

static void any_portable(const struct pair_filter *f, const struct word_index *index,
                         const struct slice *texts, size_t count, bool *any)
{
    for (size_t i = 0; i < count; i++) {
        struct walk walk = walk_start(f, texts[i], 0);
        any[i] = false;
        for (size_t k = 1; k < texts[i].len && !any[i]; k++)
            any[i] = walk_step(f, &index->loud, &walk, texts[i], k)
                     && word_index_has_loud(index, texts[i], k - PAIR_STEPS);
    }
}

/* The kinds that digits share, by digit: of letters that log text seldom holds, and the one that
 * gram.h has for all digits. Chosen by trial: with the built-in signatures, four in a hundred
 * windows of log text pass, against more than twenty where all digits are one kind. */
static const uint8_t digit_kinds[] = { 'q' - 'a', 'x' - 'a', 'z' - 'a', 'j' - 'a', 'k' - 'a',
                                       'v' - 'a', 'w' - 'a', 'y' - 'a', 'b' - 'a', GRAM_DIGIT };
#define DIGITS (sizeof digit_kinds)

static uint8_t kind_of(char c)
{
    return ascii_is_digit(c) ? digit_kinds[c - '0'] : (uint8_t)gram_kind(c);
}

/* Spreads what gram.h knows of kinds over ours. */
static void weigh_pairs(struct pair_filter *f)
{
    for (unsigned a = 0; a < GRAM_KINDS; a++)
        for (unsigned b = 0; b < GRAM_KINDS; b++) {
            const unsigned many_a = a == GRAM_DIGIT ? DIGITS : 1;
            const unsigned many_b = b == GRAM_DIGIT ? DIGITS : 1;
            const double each = gram_pair_likelihood(a * GRAM_KINDS + b) / (many_a * many_b);
            for (unsigned i = 0; i < many_a * many_b; i++) {
                const unsigned first = a == GRAM_DIGIT ? digit_kinds[i / many_b] : a;
                const unsigned second = b == GRAM_DIGIT ? digit_kinds[i % many_b] : b;
                f->likelihood[first * GRAM_KINDS + second] += (float)each;
            }
        }
    for (unsigned a = 0; a < GRAM_KINDS; a++) {
        float *const row = &f->likelihood[a * GRAM_KINDS];
        float all = 0;
        for (unsigned b = 0; b < GRAM_KINDS; b++)
            all += row[b];
        for (unsigned b = 0; b < GRAM_KINDS; b++)
            f->following[a * GRAM_KINDS + b] = row[b] / all;
    }
}

/* Words that stand in every other line of a log: gram.h, which knows two bytes at a time, takes
 * their windows for rarer than they are. They count as if so many literals had them. */
static const char common_text[] =
    " info  warn  warning  error  errors  debug  notice  trace  request  requests  response  from  "
    "for  with  took  the  and  http  get /  post /  api/  status  code  message  server  started  "
    "starting  connection  connected  client  user  service  task  container  time  level  logger  "
    "main  thread  process  processing  processed  order  orders  value  name  type  health  id=  "
    "path  duration  completed  received  sending  sent  event  job  worker  user_id  request_id  ";
#define COMMON_CROWD 100

static unsigned place_of(struct slice literal, size_t at)
{
    unsigned place = 0;
    for (size_t i = 0; i < PAIR_WINDOW; i++)
        place = place * 37 + (unsigned char)ascii_lower(literal.ptr[at + i]);
    return (place ^ place >> 12) % PAIR_CROWDS;
}

static void crowd_common_windows(struct pair_filter *f)
{
    const struct slice text = SLICE(common_text);
    for (size_t at = 0; at + PAIR_WINDOW <= text.len; at++)
        f->crowds[place_of(text, at)] += COMMON_CROWD;
}

void pair_filter_init(struct pair_filter *f, bool portable)
{
    *f = (struct pair_filter){ .scan = scan_portable, .any = any_portable };
    if (!portable)
        pair_filter_use_avx512(f);
    for (unsigned b = 0; b < 256; b++)
        f->kinds[b] = kind_of((char)b);
    weigh_pairs(f);
    crowd_common_windows(f);
}

static unsigned pair_at(const struct pair_filter *f, struct slice s, size_t at)
{
    return f->kinds[(unsigned char)s.ptr[at]] * (unsigned)GRAM_KINDS
           + f->kinds[(unsigned char)s.ptr[at + 1]];
}

/* What it costs to look at one literal that has the window, in windows that pass the filter. */
#define LOOK_COST 2.0

/* The chance that a window of log text passes, once the window at `at` is entered. More where many
 * literals have entered the same one, and text does hold it: then all of them are looked at. */
static double cost_with(const struct pair_filter *f, struct slice literal, size_t at)
{
    double chance = 1, likely = 1;
    for (size_t i = 0; i < PAIR_STEPS; i++) {
        const unsigned pair = pair_at(f, literal, at + i);
        const double more = f->steps[pair] >> i & 1 ? 0 : (double)f->likelihood[pair];
        chance *= f->chance[i] + more;
        likely *= (double)(i == 0 ? f->likelihood[pair] : f->following[pair]);
    }
    return chance + LOOK_COST * likely * (1.0 + f->crowds[place_of(literal, at)]);
}

static void put_pair(struct pair_filter *f, unsigned pair, size_t i)
{
    f->steps[pair] = (uint8_t)(f->steps[pair] | 1u << i);
    f->sets[i][pair / 8] = (uint8_t)(f->sets[i][pair / 8] | 1u << pair % 8);
}

void pair_filter_add_short(struct pair_filter *f, struct slice literal)
{
    for (unsigned pair = 0; pair < GRAM_KINDS * GRAM_KINDS; pair++)
        f->steps[pair] |= SHORT_BIT;
    for (size_t i = 0; i < PAIR_SHORT_STEPS; i++)
        put_pair(f, pair_at(f, literal, i), SHORT_FIRST + i);
    f->has_shorts = true;
}

void pair_filter_enter(struct pair_filter *f, struct slice literal, size_t at)
{
    for (size_t i = 0; i < PAIR_STEPS; i++) {
        const unsigned pair = pair_at(f, literal, at + i);
        if (f->steps[pair] >> i & 1)
            continue;
        f->chance[i] += (double)f->likelihood[pair];
        put_pair(f, pair, i);
    }
    f->crowds[place_of(literal, at)]++;
}

size_t pair_filter_add(struct pair_filter *f, struct slice literal, size_t within)
{
    double lowest = 0;
    size_t best = 0;
    for (size_t at = 0; at + PAIR_WINDOW <= literal.len && at < within; at++) {
        const double cost = cost_with(f, literal, at);
        if (at == 0 || cost < lowest) {
            lowest = cost;
            best = at;
        }
    }
    pair_filter_enter(f, literal, best);
    return best;
}

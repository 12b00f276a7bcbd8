/* How much a CRE rule is believed. */
#include "patdb/build_internal.h"
#include "patdb/build_literals.h"

/* Bits of surprise in what a rule asks for: up to WEAK it is a word such as `401` or `core`, which
 * stands in healthy logs; from SURE on it is a sentence that one program prints. */
#define BITS_WEAK 30.0
#define BITS_SURE 80.0
#define BITS_MIDDLE ((BITS_WEAK + BITS_SURE) / 2) /* a program that cannot be read */

/* P(the condition holds | the rule fired). Few rules of the community have been tried on other logs
 * than their own test.log, so even a sure one is believed less than a native signature (0.95). */
#define PRECISION_WEAK 0.05
#define PRECISION_LEAST 0.3
#define PRECISION_MOST 0.7

/* Chance of being the root, by severity; a native cause has 0.02. */
static double prior_of(enum sig_severity severity)
{
    static const double priors[SIG_SEVERITY_COUNT] = {
        [SIG_INFO] = 0.002, [SIG_WARNING] = 0.004, [SIG_ERROR] = 0.008, [SIG_CRITICAL] = 0.01
    };
    return priors[severity];
}

/* What every match holds at least. */
static double bits_of_pattern(const struct sig_pattern *pattern)
{
    double least = 0;
    if (pattern->is_jq && pattern->literals.count == 0)
        return BITS_MIDDLE;
    for (uint32_t i = 0; i < pattern->literals.count; i++) {
        const double bits = literals_bits(pattern->literals.items[i]);
        if (i == 0 || bits < least)
            least = bits;
    }
    return least;
}

/* Terms of a composite add up, each once: that a word is repeated makes it no rarer. */
static double bits_of(const struct build *b, const struct sig *sig)
{
    double sum = 0;
    if (sig->composite.type == SIG_SIMPLE)
        return bits_of_pattern(&sig->match[0]);
    for (uint32_t i = 0; i < sig->composite.term_count; i++)
        sum += bits_of_pattern(&b->set.items[sig->composite.terms[i].sig].match[0]);
    return sum;
}

void build_weigh_cre(struct build *b)
{
    for (uint32_t i = 0; i < b->set.count; i++) {
        struct sig *sig = &b->set.items[i];
        if (!b->sorted[i]->is_cre || sig->is_part)
            continue;
        const double bits = bits_of(b, sig);
        const double sure = bits >= BITS_SURE   ? 1
                            : bits <= BITS_WEAK ? 0
                                                : (bits - BITS_WEAK) / (BITS_SURE - BITS_WEAK);
        sig->prior = prior_of(sig->severity) * (0.25 + 0.75 * sure);
        sig->precision = PRECISION_LEAST + (PRECISION_MOST - PRECISION_LEAST) * sure;
        if (bits > BITS_WEAK)
            continue;
        sig->precision = PRECISION_WEAK;
        sig->severity = SIG_INFO;
        build_remark(b, "weak-rule", sig, sig->origin_line, slice_empty(),
                     "%.*s: the whole condition is a word or two that healthy logs hold; it is "
                     "hardly believed; ask for more text",
                     SLICE_ARG(sig->id));
    }
}

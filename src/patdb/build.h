/* build: compile half of the pattern database (libculprit-build.a): YAML in, file bytes out.
 *
 *     struct build *b = build_new();
 *     build_add_yaml(b, path, err);         // as many as wanted
 *     build_add_sigset(b, base);            // or what a database holds; later ids replace earlier
 *     build_finish(b, &out, err);           // resolve, check, extract literals, write
 *     build_free(b);
 */
#ifndef PATDB_BUILD_H
#define PATDB_BUILD_H

#include "base/buf.h"
#include "base/err.h"
#include "patdb/signature.h"

struct build;

struct build *build_new(void);
void build_free(struct build *b);

/* Reads one YAML file, or the *.yaml and *.yml files of a folder and its folders in order of name,
 * each as it is or packed with gzip (.yaml.gz).
 * A file holds native signatures or CRE rules; its content tells which. On failure err
 * has file, line and what to write instead; the build stays usable. */
enum status build_add_path(struct build *b, const char *path, struct err *err) MUST_CHECK;

/* Reads YAML text; name is for messages. */
enum status build_add_yaml(struct build *b, struct slice yaml, const char *name,
                           struct err *err) MUST_CHECK;

/* Adds the signatures of a database (copied). */
void build_add_sigset(struct build *b, const struct sigset *set);

/* Resolves relations, compiles every regex once to check it, extracts literals, and writes the
 * database into out. STATUS_FAIL with the first problem: unknown id in a relation, bad regex
 * (with offset), duplicate id in one build, no literal and not `unguarded`. */
enum status build_finish(struct build *b, struct buf *out, struct err *err) MUST_CHECK;

/* All problems found so far, in the order in which they were found: what made a call fail and
 * what is only worth a remark. Valid until the next call that adds one. Remarks that a signature
 * may be excused from have the name of the check ("weak-guard", "slow-regex", "weak-rule"), the id
 * and what it is about; else check is NULL. The slices live as long as the build. */
struct build_problem {
    bool is_error;
    bool is_notice; /* whoever uses the signatures should know it: a rule was left out … */
    struct err err;
    const char *check;
    struct slice id, other;
};
const struct build_problem *build_problems(const struct build *b, uint32_t *count);

/* For looking at one file of several: ids that are not known become remarks and the relations to
 * them are left out. Off at first. */
void build_set_lenient(struct build *b, bool is_lenient);

/* Check what was added with build_add_sigset again as if it had been read from YAML. Off at first.
 */
void build_set_check_base(struct build *b, bool is_on);

/* Was signature number `index` of build_signatures added with build_add_sigset? */
bool build_is_base(const struct build *b, uint32_t index);

/* The sigset that build_finish wrote, sorted and resolved; valid until build_free. Empty before. */
const struct sigset *build_signatures(const struct build *b);

/* Appends "; did you mean 'x'?" for the id nearest to an unknown one, if one is near. */
void build_suggest(const struct sigset *set, struct slice id, struct buf *out);

#endif

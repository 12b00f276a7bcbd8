/* build_yaml_values: values of the YAML form that stand under many keys. What is wrong becomes a
 * problem of the build, with file and line, and the answer false. Internal to build_yaml*.c. */
#ifndef PATDB_BUILD_YAML_VALUES_H
#define PATDB_BUILD_YAML_VALUES_H

#include "patdb/build_internal.h"
#include "patdb/build_tree.h"

/* Where we are; passed down for messages. */
struct yaml_reader {
    struct build *b;
    struct slice file;
    struct build_item *item;
    bool has_kind, has_domain, has_severity, has_prior, has_absence_options;
};

/* Is the node of this kind? how: what to write instead. */
bool yaml_expect(struct yaml_reader *r, const struct tree *node, enum tree_kind kind,
                 const char *how);

bool yaml_read_text(struct yaml_reader *r, const struct tree *node, struct slice *out);
bool yaml_read_list(struct yaml_reader *r, const struct tree *node, struct sig_list *out);
/* A decimal number from 0 to 1, written with digits and at most one point. */
bool yaml_read_chance(struct yaml_reader *r, const struct tree *node, double *out);
bool yaml_read_bool(struct yaml_reader *r, const struct tree *node, bool *out);
bool yaml_check_id(struct yaml_reader *r, const struct tree *node);

/* build_yaml_composite.c */
void yaml_read_composite(struct yaml_reader *r, const struct tree *node);

#endif

#include "infer/diagnosis.h"

const char *basis_name(enum basis basis)
{
    switch (basis) {
    case BASIS_OBSERVED: return "observed";
    case BASIS_INFERRED: return "inferred";
    }
    return "";
}

const char *verdict_status_name(enum verdict_status status)
{
    switch (status) {
    case VERDICT_FAILING: return "failing";
    case VERDICT_DEGRADED: return "degraded";
    case VERDICT_RECOVERED: return "recovered";
    case VERDICT_HEALTHY: return "healthy";
    case VERDICT_UNKNOWN: return "unknown";
    }
    return "";
}

const char *rollback_decision_name(enum rollback_decision decision)
{
    switch (decision) {
    case ROLLBACK_NONE: return "";
    case ROLLBACK_YES: return "yes";
    case ROLLBACK_NO: return "no";
    case ROLLBACK_MAYBE: return "maybe";
    case ROLLBACK_DONE: return "done";
    }
    return "";
}

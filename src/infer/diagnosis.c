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

/* From posterior to confidence.
 *
 * The posterior of noisy-OR with hand-made strengths is too timid about causes that were seen and
 * too bold about the unknown one: where it wins, the cause mostly is a known one that was not
 * recognised. Its parameters are fitted by bench/calibrate on cases that no signature had learned:
 * a temperature (Guo et al., On Calibration of Modern Neural Networks, ICML 2017, section 4.2; for
 * two classes Platt scaling without offset), and the share of unknown causes that really are. */
#include "infer/model.h"

#include <math.h>

double model_calibrate(uint32_t sig, double posterior)
{
    if (sig == SIG_NONE)
        return MODEL_UNKNOWN_RIGHT * posterior;
    const double p = pow(posterior, MODEL_SHARPEN), q = pow(1 - posterior, MODEL_SHARPEN);
    const double confidence = p / (p + q);
    return confidence < MODEL_CONFIDENCE_MAX ? confidence : MODEL_CONFIDENCE_MAX;
}

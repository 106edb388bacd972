/**
 * How long a message may take on its way out. What was just said is sent without a job, and in groups of WeCom nothing
 * tells a repeat: whoever looks for what was given up, here or in another process, may only come when nobody can be at
 * it any more. So each of these leaves room for those above it.
 */

/** A call to a platform is given up after that; where its token has to be renewed, after two of these (`withToken`). */
export const callMs = 8_000

/** A wait that is not worth a job of its own. */
export const shortMs = 1_000

/** What has waited in its chat for longer than that gets a job. */
export const freshMs = 4_000

/** After that no further call is begun for a message: the rest of it goes on in a job. */
export const longMs = 7_000

/** The waits for its places, however many rates there are; for the rest of them it comes back in a job. */
export const placesMs = 3_000

/** By then it is over: it has waited in its chat and for its places, and its last call has begun late. */
export const overMs = freshMs + placesMs + longMs + 2 * callMs

/** The sweep takes for given up what it has seen for so long without a job. */
export const restMs = 15_000

/** What is under way for longer than that gets a job for when it must be over, well before the sweep looks for it. */
export const insuredMs = restMs - 5_000

/** What has waited in its chat for so long is left to the sweep: it may be at it by the time that there is a job. */
export const sweptMs = restMs - 3_000
